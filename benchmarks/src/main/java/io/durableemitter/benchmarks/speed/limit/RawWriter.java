package io.durableemitter.benchmarks.speed.limit;

import java.sql.Connection;
import java.sql.SQLException;

/** A way to get many rows into a table with one statement. */
public interface RawWriter extends AutoCloseable {

  /** How one is made for a connection, with so many rows in a statement. */
  interface Maker {

    /** Makes one. */
    RawWriter on(Connection connection, String table, int rows) throws SQLException;
  }

  /** Writes rows with these ids and the next ones, and commits. */
  void write(long firstId) throws SQLException;

  @Override
  void close() throws SQLException;
}
