package io.durableemitter.postgres;

import java.sql.SQLException;

/**
 * Rows that nobody sends though nobody is at work on them: leases and delays that end far in the
 * future, and leases that ran out and that no host has taken over. Looks at the oldest rows only.
 */
final class LeasesCheck implements DiagnosisCheck {

  private static final int ROWS = 20_000;
  private static final String STUCK =
      """
      WITH oldest AS MATERIALIZED (
        SELECT id, claimed_until, next_attempt_at FROM {queue}
         WHERE delivered_at IS NULL ORDER BY id LIMIT %d)
      SELECT count(*) FILTER (WHERE claimed_until > now() + interval '1 hour'),
             min(id) FILTER (WHERE claimed_until > now() + interval '1 hour'),
             max(claimed_until)::timestamptz(0)::text,
             count(*) FILTER (WHERE claimed_until < now() - interval '5 minutes'),
             min(id) FILTER (WHERE claimed_until < now() - interval '5 minutes'),
             count(*) FILTER (WHERE next_attempt_at > now() + interval '1 day'),
             min(id) FILTER (WHERE next_attempt_at > now() + interval '1 day'),
             count(*)
        FROM oldest
      """
          .formatted(ROWS);

  private record Stuck(
      long leased,
      long firstLeased,
      String until,
      long lapsed,
      long firstLapsed,
      long delayed,
      long firstDelayed,
      long seen) {}

  @Override
  public void look(Look look) throws SQLException {
    Stuck stuck =
        look.row(
                STUCK,
                row ->
                    new Stuck(
                        row.getLong(1),
                        row.getLong(2),
                        String.valueOf(row.getString(3)),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8)))
            .orElseThrow();
    if (stuck.leased() > 0) {
      look.warning(
          stuck.leased()
              + " rows have leases that end more than an hour from now (the last at "
              + stuck.until()
              + "), the first is row "
              + stuck.firstLeased()
              + ": no host may send them until then",
          "if no host is at work on them: UPDATE "
              + look.table()
              + " SET claim_owner = NULL, claimed_until = NULL WHERE claimed_until > now() +"
              + " interval '1 hour'");
    }
    if (stuck.lapsed() > 0) {
      look.warning(
          stuck.lapsed()
              + " rows have leases that ran out more than 5 minutes ago, the first is row "
              + stuck.firstLapsed()
              + ": their host has gone, and no other one takes them over",
          "start a host (retransmit.enabled), or see why the one that runs does not deliver");
    }
    if (stuck.delayed() > 0) {
      look.warning(
          stuck.delayed()
              + " rows wait for a next attempt more than a day from now, the first is row "
              + stuck.firstDelayed(),
          "UPDATE "
              + look.table()
              + " SET next_attempt_at = now() WHERE next_attempt_at > now() +"
              + " interval '1 day'");
    }
    look.okIfNothing("no lease is stuck among the oldest " + stuck.seen() + " rows");
  }
}
