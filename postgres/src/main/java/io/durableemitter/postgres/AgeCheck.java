package io.durableemitter.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** How old the oldest pending row is, against the age at which events expire. */
final class AgeCheck implements DiagnosisCheck {

  private static final String OLDEST =
      """
      SELECT id, extract(epoch FROM now() - created_at)::bigint, attempts,
             coalesce(left(last_error, 300), '')
        FROM {queue} WHERE delivered_at IS NULL ORDER BY id LIMIT 1
      """;

  private record Oldest(long id, Duration age, int attempts, String error) {}

  @Override
  public void look(Look look) throws SQLException {
    List<Oldest> oldest =
        look.rows(
            OLDEST,
            row ->
                new Oldest(
                    row.getLong(1),
                    Duration.ofSeconds(row.getLong(2)),
                    row.getInt(3),
                    row.getString(4)));
    if (oldest.isEmpty()) {
      look.ok("nothing is pending");
    } else {
      judge(look, oldest.get(0));
    }
  }

  private static void judge(Look look, Oldest oldest) {
    Duration ttl = look.settings().eventTtl();
    long percent = 100 * oldest.age().toSeconds() / Math.max(1, ttl.toSeconds());
    String what =
        "the oldest pending row, "
            + oldest.id()
            + ", is "
            + oldest.age()
            + " old, "
            + percent
            + " % of the time to live, "
            + ttl
            + "; attempts: "
            + oldest.attempts()
            + (oldest.error().isEmpty() ? "" : "; last error: " + oldest.error());
    String fix =
        "see why it is not delivered (ingress checks, health of the hosts), or raise expire.ttl of"
            + " the hosts while you mend it";
    if (percent >= 80) {
      look.critical(what + "; then it becomes a dead letter", fix);
    } else if (percent >= 25) {
      look.warning(what, fix);
    } else {
      look.ok(what);
    }
  }
}
