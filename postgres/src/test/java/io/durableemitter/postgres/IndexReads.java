package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** How many entries of the indexes of a table one connection reads, as the server counts them. */
final class IndexReads {

  private final Connection connection;
  private final String table;
  private final AtomicLong most = new AtomicLong();

  IndexReads(Connection connection, String table) {
    this.connection = connection;
    this.table = table;
  }

  /** Hands out the connection, and watches what each statement reads. */
  DataSource watched() {
    return new WatchedStatements(
            new OneConnection(connection),
            statement -> most.accumulateAndGet(of(statement), Math::max))
        .dataSource();
  }

  /** The most that one statement has read. */
  long most() {
    return most.get();
  }

  void forgetMost() {
    most.set(0);
  }

  /** What an operation reads. */
  long of(Runnable operation) {
    long before = read();
    operation.run();
    return read() - before;
  }

  private long read() {
    try {
      number(connection, "SELECT 1 FROM pg_stat_force_next_flush()");
      return number(
          connection,
          "SELECT sum(idx_tup_read) FROM pg_stat_all_indexes WHERE relid = '"
              + table
              + "'::regclass");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number that a query yields, zero if it has no row. */
  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }
}
