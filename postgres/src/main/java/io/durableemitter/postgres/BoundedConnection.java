package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/** Connects within a bounded time, whatever the {@code DataSource} waits for. */
final class BoundedConnection {

  private BoundedConnection() {}

  static Connection open(DataSource dataSource, Duration limit) throws SQLException {
    CompletableFuture<Connection> made = new CompletableFuture<>();
    Thread thread = new Thread(() -> connect(dataSource, made), "durable-emitter-diagnosis");
    thread.setDaemon(true);
    thread.start();
    try {
      return made.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      made.cancel(false);
      throw new SQLTimeoutException("no connection within " + limit.toSeconds() + " s", "08001", e);
    } catch (InterruptedException e) {
      made.cancel(false);
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while connecting", "08001", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SQLException refused
          ? refused
          : new SQLException(String.valueOf(e.getCause()), "08001", e.getCause());
    }
  }

  private static void connect(DataSource dataSource, CompletableFuture<Connection> made) {
    try {
      Connection connection = dataSource.getConnection();
      if (!made.complete(connection)) {
        connection.close(); // too late: nobody waits any more
      }
    } catch (SQLException | RuntimeException e) {
      made.completeExceptionally(e);
    }
  }
}
