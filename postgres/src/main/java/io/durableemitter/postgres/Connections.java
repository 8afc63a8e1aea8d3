package io.durableemitter.postgres;

import io.durableemitter.spi.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs one statement, or one transaction, on a connection of the caller's pool.
 *
 * <p>The outcome is fixed when the work returns or throws; giving the connection back cannot change
 * it. After anything but an {@code SQLException} the driver may not have read all of the server's
 * reply, and the next user of the connection would take the rest for the answer to its own
 * statement; such a connection is aborted.
 *
 * <p>Statements run in READ COMMITTED, where a statement that meets a row changed by another looks
 * at it again instead of failing. In autocommit a statement takes one round trip and has the
 * session's default level. If that is another level, each statement becomes a transaction that
 * names READ COMMITTED, which leaves nothing behind in the session; this begins with the first
 * serialization failure or the first look at the table.
 */
final class Connections {

  private static final int ATTEMPTS = 6;

  private final DataSource dataSource;
  private final int timeoutSeconds;
  private volatile boolean namingIsolation;

  Connections(DataSource dataSource, Duration statementTimeout) {
    this.dataSource = dataSource;
    this.timeoutSeconds = (int) statementTimeout.toSeconds();
  }

  /** Work with a prepared statement. */
  @FunctionalInterface
  interface Work<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  /** Work with a connection. */
  @FunctionalInterface
  interface Transaction<T> {
    T run(Connection connection) throws SQLException;
  }

  /** From now on each transaction names its isolation level. */
  void nameIsolation() {
    namingIsolation = true;
  }

  /**
   * Runs a statement and commits it. The victim of a deadlock or of another transaction is tried
   * again, and so is what never left because the pool's connection was closed.
   */
  <T> T statement(String what, String sql, Work<T> work) {
    try {
      return attempt(what, sql, work);
    } catch (SQLException e) {
      throw SqlFailures.failed(what, e);
    }
  }

  /** Reads with a connection. */
  <T> T connected(String what, Transaction<T> work) {
    try {
      return borrowed(what, one -> work.run(committing(one)));
    } catch (SQLException e) {
      throw SqlFailures.failed(what, e);
    }
  }

  /** As {@link #statement}, but failures other than to get a connection are thrown as they are. */
  <T> T attempt(String what, String sql, Work<T> work) throws SQLException {
    return attempt(what, sql, warnings -> {}, work);
  }

  /** As {@link #attempt}, but a commit that no synchronous standby has confirmed is a failure. */
  <T> T confirmed(String what, String sql, Work<T> work) throws SQLException {
    return attempt(what, sql, SqlFailures::requireConfirmed, work);
  }

  /** What the warnings that a commit comes with are taken for. */
  @FunctionalInterface
  private interface Confirmation {
    void check(@Nullable SQLWarning warnings) throws SQLException;
  }

  private <T> T attempt(String what, String sql, Confirmation confirmation, Work<T> work)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return namingIsolation
            ? transaction(what, confirmation, one -> prepared(one, sql, confirmation, work))
            : borrowed(what, one -> prepared(committing(one), sql, confirmation, work));
      } catch (SQLException e) {
        if (SqlFailures.isSerialization(e)) {
          nameIsolation();
        }
        if (attempt == ATTEMPTS || !SqlFailures.isRetryable(e) || !Pauses.after(attempt)) {
          throw e;
        }
      }
    }
  }

  private static Connection committing(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.setAutoCommit(true);
    }
    return connection;
  }

  /** Runs a transaction: committed if the work returns, rolled back if it throws. */
  <T> T transaction(String what, Transaction<T> work) throws SQLException {
    return transaction(what, warnings -> {}, work);
  }

  private <T> T transaction(String what, Confirmation confirmation, Transaction<T> work)
      throws SQLException {
    return borrowed(
        what,
        connection -> {
          connection.setAutoCommit(false);
          try {
            try (Statement statement = connection.createStatement()) {
              statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
            }
            T result = work.run(connection);
            connection.clearWarnings();
            connection.commit();
            confirmation.check(connection.getWarnings());
            return result;
          } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
          }
        });
  }

  /** Runs a statement within a transaction. */
  <T> T prepared(Connection connection, String sql, Work<T> work) throws SQLException {
    return prepared(connection, sql, warnings -> {}, work);
  }

  private <T> T prepared(Connection connection, String sql, Confirmation confirmation, Work<T> work)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      statement.setQueryTimeout(timeoutSeconds);
      T result = work.run(statement);
      confirmation.check(statement.getWarnings());
      return result;
    } finally {
      close(statement, connection);
    }
  }

  private <T> T borrowed(String what, Transaction<T> work) throws SQLException {
    Connection connection = connect(what);
    boolean sound = false;
    try {
      T result = work.run(connection);
      sound = true;
      return result;
    } catch (SQLException e) {
      // a server that was demoted: the pool must not hand out its connections until they grow old
      sound = !SqlFailures.isReadOnly(e);
      throw e;
    } finally {
      giveBack(connection, sound);
    }
  }

  private static void giveBack(Connection connection, boolean sound) {
    if (sound) {
      close(
          () -> {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
              connection.setAutoCommit(true);
            }
          },
          connection);
    } else {
      abort(connection);
    }
    close(connection, connection);
  }

  private static void close(AutoCloseable resource, Connection connection) {
    try {
      resource.close();
    } catch (Throwable e) {
      // what was done is decided already; all that this tells is that the connection is of no use
      abort(connection);
    }
  }

  /** Ends a connection that is of no use to anybody, and throws nothing. */
  static void discard(Connection connection) {
    giveBack(connection, false);
  }

  private static boolean abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
      return true;
    } catch (Throwable e) {
      return false; // broken beyond that: its pool will find out
    }
  }

  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private Connection connect(String what) {
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      throw unconnected(what, SqlFailures.describe(e), e);
    } catch (RuntimeException e) {
      throw unconnected(what, String.valueOf(e), e);
    }
  }

  private static StoreException unconnected(String what, String why, Exception cause) {
    return new StoreException(
        StoreException.Outcome.NOT_DONE,
        what
            + " failed: no connection to the database: "
            + why
            + "; the database is away, or all connections of the pool are taken: give the emitter a"
            + " pool of its own, large enough, with a connectionTimeout of 5 s at most",
        cause);
  }
}
