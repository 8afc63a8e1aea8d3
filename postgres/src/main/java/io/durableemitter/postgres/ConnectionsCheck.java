package io.durableemitter.postgres;

import java.sql.SQLException;

/** Whether the server has connections left, and enough of them for a planned pool. */
final class ConnectionsCheck implements DiagnosisCheck {

  private static final String COUNTS =
      """
      SELECT current_setting('max_connections')::int
               - current_setting('superuser_reserved_connections')::int
               - coalesce(current_setting('reserved_connections', true)::int, 0),
             (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
             (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user),
             (SELECT count(*) FROM pg_stat_activity WHERE usename = current_user),
             current_user
      """;
  private static final double NEARLY = 0.8;

  private record Counts(int most, int used, int mostOfRole, int usedByRole, String role) {}

  @Override
  public void look(Look look) throws SQLException {
    Counts counts =
        look.row(
                COUNTS,
                row ->
                    new Counts(
                        row.getInt(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.getString(5)))
            .orElseThrow();
    judge(look, "the server", counts.used(), counts.most(), "max_connections");
    if (counts.mostOfRole() >= 0) {
      judge(
          look,
          "role " + counts.role(),
          counts.usedByRole(),
          counts.mostOfRole(),
          "its CONNECTION LIMIT");
    }
    look.okIfNothing(counts.used() + " of " + counts.most() + " connections are used");
  }

  private static void judge(Look look, String who, int used, int most, String limit) {
    String state = who + " uses " + used + " of " + most + " connections (" + limit + ")";
    int planned = look.settings().poolSize().orElse(0);
    // one of those that are used is this look's
    if (used - 1 + planned > most) {
      look.critical(
          state + "; a pool of " + planned + " more does not fit",
          "plan smaller pools, close connections that nobody needs, or raise " + limit);
    } else if (used >= most * NEARLY) {
      look.warning(
          state,
          "see who has them: SELECT usename, application_name, client_addr, count(*) FROM"
              + " pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC; use smaller pools or raise "
              + limit);
    }
  }
}
