package io.durableemitter.postgres;

import io.durableemitter.api.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Runs one statement, or one transaction, on a connection of the caller's pool. */
final class Connections {

  private static final int ATTEMPTS = 3;

  private final DataSource dataSource;
  private final int timeoutSeconds;

  Connections(DataSource dataSource, Duration statementTimeout) {
    this.dataSource = dataSource;
    this.timeoutSeconds = (int) Math.max(1, statementTimeout.toSeconds());
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

  /**
   * Runs a statement that commits by itself. A deadlock's victim is tried again, and so is what
   * never left because the pool's connection was closed.
   */
  <T> T statement(String what, String sql, Work<T> work) {
    try {
      return attempt(what, sql, work);
    } catch (SQLException e) {
      throw SqlFailures.failed(what, e);
    }
  }

  /** As {@link #statement}, but failures other than to get a connection are thrown as they are. */
  <T> T attempt(String what, String sql, Work<T> work) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = connect(what)) {
        if (!connection.getAutoCommit()) {
          connection.setAutoCommit(true);
        }
        return prepared(connection, sql, work);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !SqlFailures.isRetryable(e)) {
          throw e;
        }
      }
    }
  }

  /** Runs a transaction: committed if the work returns, rolled back if it throws. */
  <T> T transaction(String what, Transaction<T> work) throws SQLException {
    try (Connection connection = connect(what)) {
      connection.setAutoCommit(false);
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      } finally {
        // a broken connection is the pool's to throw away; its error must not hide the first
        if (!connection.isClosed()) {
          connection.setAutoCommit(true);
        }
      }
    }
  }

  private <T> T prepared(Connection connection, String sql, Work<T> work) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(timeoutSeconds);
      return work.run(statement);
    } catch (SQLException e) {
      if (SqlFailures.isReadOnly(e)) {
        // the server was demoted: the pool must not hand out its connections until they grow old
        connection.abort(Runnable::run);
      }
      throw e;
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
      throw new StoreException(
          StoreException.Outcome.NOT_DONE,
          what + " failed: no connection to the database: " + SqlFailures.describe(e),
          e);
    }
  }
}
