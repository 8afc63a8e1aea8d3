package io.durableemitter.chaos.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A transaction that idles at REPEATABLE READ: what is removed meanwhile stays in the table. */
public final class HeldSnapshot implements AutoCloseable {

  private final Connection connection;
  private final long pid;

  /** Takes it, on a connection of its own. */
  public HeldSnapshot(DataSource dataSource) throws SQLException {
    connection = dataSource.getConnection();
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    // the first statement that reads takes the snapshot
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT pg_backend_pid(), count(*) FROM pg_class")) {
      result.next();
      pid = result.getLong(1);
    }
  }

  /** The process of the server that keeps it. */
  public long pid() {
    return pid;
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
