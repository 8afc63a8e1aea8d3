package io.durableemitter.postgres;

import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an SQLSTATE means for an operation (<a
 * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error
 * codes</a>), and what to tell its caller. Messages carry neither the server's detail nor
 * parameters, which may hold payloads.
 */
final class SqlFailures {

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String NEVER_SENT = "08003";
  private static final String SERIALIZATION = "40001";
  private static final String FORBIDDEN = "42501";
  private static final Set<String> RETRYABLE = Set.of(SERIALIZATION, "40P01", NEVER_SENT);
  private static final Pattern KEPT_OUT = Pattern.compile("\"(" + Sql.KEPT_OUT + ")\"");
  private static final String SYNCHRONOUS_WAIT = "SyncRepWaitForLSN";

  private SqlFailures() {}

  /** Whether the statement may have been committed although it failed here. */
  static boolean isUnknown(SQLException e) {
    String state = state(e);
    return state.isEmpty()
        || (state.startsWith("08") && !state.equals(NEVER_SENT))
        || state.startsWith("57P")
        || state.startsWith("XX")
        || state.equals("40003");
  }

  /** Whether the same statement may succeed if it is tried again. */
  static boolean isRetryable(SQLException e) {
    return RETRYABLE.contains(state(e));
  }

  /** Whether another transaction's change was in the way, as above READ COMMITTED. */
  static boolean isSerialization(SQLException e) {
    return SERIALIZATION.equals(state(e));
  }

  static boolean isUniqueViolation(SQLException e) {
    return UNIQUE_VIOLATION.equals(state(e));
  }

  static boolean isDivisionByZero(SQLException e) {
    return "22012".equals(state(e));
  }

  /** Whether the role lacks a right. */
  static boolean isForbidden(SQLException e) {
    return FORBIDDEN.equals(state(e));
  }

  static boolean isReadOnly(SQLException e) {
    return "25006".equals(state(e));
  }

  static boolean isTimeout(StoreException e) {
    return e.getCause() instanceof SQLException cause && "57014".equals(state(cause));
  }

  /**
   * A wait for a synchronous standby that is cancelled leaves a commit that a failover would lose,
   * and the server calls that a success with a warning.
   *
   * @throws SQLException of an unknown outcome, if a statement's commit ended like that
   */
  static void requireConfirmed(@Nullable SQLWarning warnings) throws SQLException {
    for (SQLWarning warning = warnings; warning != null; warning = warning.getNextWarning()) {
      if (warning instanceof PSQLWarning own
          && SYNCHRONOUS_WAIT.equals(own.getServerErrorMessage().getRoutine())) {
        throw new SQLException("no synchronous standby has confirmed the commit", "08007");
      }
    }
  }

  /** Whether the server refuses what it was given, so that it would refuse it again. */
  static boolean isDataRefused(SQLException e) {
    String state = state(e);
    return state.startsWith("22") || state.startsWith("23") || state.equals("54000");
  }

  static StoreException notDone(String what, SQLException e) {
    String message = what + " failed: " + describe(e);
    return isDataRefused(e)
        ? StoreException.dataRefused(message, e)
        : new StoreException(Outcome.NOT_DONE, message, e);
  }

  static StoreException failed(String what, SQLException e) {
    return isUnknown(e)
        ? new StoreException(Outcome.UNKNOWN, what + " failed: " + describe(e), e)
        : notDone(what, e);
  }

  static String describe(SQLException e) {
    Matcher keptOut = KEPT_OUT.matcher(said(e));
    if (keptOut.find()) {
      return "a trigger or rule on the table " + keptOut.group(1);
    }
    return message(e) + remedy(e);
  }

  /** What the server said, without what would mend it. */
  static String message(SQLException e) {
    return said(e) + " (SQLSTATE " + (state(e).isEmpty() ? "none" : state(e)) + ")";
  }

  private static String said(SQLException e) {
    ServerErrorMessage server = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
    return String.valueOf(server == null ? e.getMessage() : server.getMessage());
  }

  private static String remedy(SQLException e) {
    return switch (state(e)) {
      case "42P01", "3F000", "42703" ->
          "; the table is missing or of another shape: run PgMigrations.migrate, or apply"
              + " PgMigrations.sql by hand";
      case FORBIDDEN -> MissingGrant.remedy(said(e));
      case "25006" ->
          "; the server is read-only: connect to the primary (targetServerType=primary)";
      case "53100" -> "; the server's disk is full";
      case "53300" ->
          "; the server has no connection left: use a smaller pool or raise max_connections";
      case "57014" -> "; the statement took longer than its timeout";
      case "55P03" -> "; another session holds a lock on the table";
      default -> "";
    };
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }
}
