package io.durableemitter.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/** Transactions that have been open for long. Never shows their statements. */
final class TransactionsCheck implements DiagnosisCheck {

  private static final String LONG =
      OpenTransactions.CTE
          + """
            SELECT kind, who, name, role, application, state, since, query_start, seconds,
                   snapshot IS NOT NULL AS holds, pg_stat_get_dead_tuples({queue_oid}) AS dead
              FROM holder
             WHERE kind <> 'slot' AND seconds >= %d
             ORDER BY seconds DESC LIMIT 6
            """;
  private static final String BLIND =
      """
      SELECT NOT pg_has_role('pg_read_all_stats', 'USAGE')
         AND EXISTS (SELECT FROM pg_stat_activity
                      WHERE datname = current_database() AND usename <> current_user)
      """;
  private static final int MOST = 5;

  private record Open(String what, String fix) {}

  @Override
  public void look(Look look) throws SQLException {
    Duration longest = look.settings().longestTransaction();
    List<Open> open = look.rows(LONG.formatted(longest.toSeconds()), TransactionsCheck::open);
    open.stream().limit(MOST).forEach(one -> look.warning(one.what(), one.fix()));
    if (open.size() > MOST) {
      look.warning(
          "there are more such transactions than these " + MOST,
          "SELECT pid, usename, state, xact_start FROM pg_stat_activity ORDER BY xact_start");
    }
    if (look.row(BLIND, row -> row.getBoolean(1)).orElse(false)) {
      look.info(
          "this role is not shown since when transactions of other roles are open",
          "GRANT pg_read_all_stats TO CURRENT_USER, as a superuser");
    }
    look.okIfNothing("no transaction has been open for " + longest.toSeconds() + " s");
  }

  private static Open open(ResultSet row) throws SQLException {
    String name = row.getString("name");
    boolean session = row.getString("kind").equals("session");
    StringBuilder what = new StringBuilder(row.getString("who")).append(" (");
    what.append("role ").append(Objects.requireNonNullElse(row.getString("role"), "unknown"));
    String application = row.getString("application");
    if (application != null && !application.isEmpty()) {
      what.append(", application ").append(application);
    }
    what.append(") has been open since ").append(time(row, "since"));
    what.append(", ").append(Duration.ofSeconds(row.getLong("seconds")));
    if (session) {
      what.append("; it is ").append(Objects.requireNonNullElse(row.getString("state"), "?"));
      what.append(", its last statement began at ").append(time(row, "query_start"));
    }
    if (row.getBoolean("holds")) {
      what.append("; it keeps removed rows from being cleaned up, now about ")
          .append(row.getLong("dead"))
          .append(" of the queue");
    }
    return new Open(
        what.toString(),
        session
            ? "end it in its application, or: SELECT pg_terminate_backend(" + name + ")"
            : "ROLLBACK PREPARED '" + name.replace("'", "''") + "', or COMMIT PREPARED");
  }

  private static String time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? "?" : time.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
