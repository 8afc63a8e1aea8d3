package io.durableemitter.postgres;

import java.sql.SQLException;
import java.util.Locale;

/** How far the server is from running out of transaction numbers, at which it stops writing. */
final class WraparoundCheck implements DiagnosisCheck {

  private static final String AGES =
      """
      SELECT age(datfrozenxid), coalesce((SELECT age(relfrozenxid) FROM pg_class
                                            WHERE oid = {queue_oid}), 0),
             current_setting('autovacuum_freeze_max_age')::bigint
        FROM pg_database WHERE datname = current_database()
      """;
  private static final long END = 2_000_000_000L;
  private static final long NEAR = 1_500_000_000L;

  @Override
  public void look(Look look) throws SQLException {
    long[] ages =
        look.row(AGES, row -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3)})
            .orElseThrow();
    judge(look, Math.max(ages[0], ages[1]), ages[2]);
  }

  static void judge(Look look, long age, long freezeMaxAge) {
    String what =
        String.format(
            Locale.ROOT,
            "the oldest transaction number is %,d old; at about %,d the server stops writing",
            age,
            END);
    if (age > NEAR) {
      look.critical(what, "end what holds it back, then run VACUUM (FREEZE) on the whole database");
    } else if (age > Math.min(NEAR, freezeMaxAge + freezeMaxAge / 2)) {
      look.warning(
          what + ", and autovacuum does not keep up",
          "end what holds it back (life.transactions, life.slots), then VACUUM (FREEZE) the"
              + " database");
    } else {
      look.ok(what);
    }
  }
}
