package io.durableemitter.examples.sqlite;

import io.durableemitter.spi.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The file that the parts of the store share, by one connection: SQLite has one writer at a time
 * anyway. Times are microseconds since 1970, by the clock of this process. Safe for concurrent use.
 */
final class SqliteFile implements AutoCloseable {

  private final Connection connection;
  private final Clock clock;

  SqliteFile(Path file, Clock clock) {
    this.clock = clock;
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        // a commit returns when it is on the disk: emit promises that
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute(
            """
            CREATE TABLE IF NOT EXISTS events (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              payload BLOB NOT NULL,
              created_at INTEGER NOT NULL,
              owner TEXT NOT NULL DEFAULT '',
              leased_until INTEGER NOT NULL DEFAULT 0,
              attempts INTEGER NOT NULL DEFAULT 0,
              failures INTEGER NOT NULL DEFAULT 0,
              transport_failures INTEGER NOT NULL DEFAULT 0,
              next_attempt INTEGER NOT NULL DEFAULT 0,
              last_error TEXT NOT NULL DEFAULT '')""");
        statement.execute(
            """
            CREATE TABLE IF NOT EXISTS dead_letters (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              row_id INTEGER NOT NULL,
              event_id TEXT NOT NULL,
              source TEXT NOT NULL,
              type TEXT NOT NULL,
              payload BLOB NOT NULL,
              created_at INTEGER NOT NULL,
              died_at INTEGER NOT NULL,
              reason TEXT NOT NULL,
              last_error TEXT NOT NULL,
              attempts INTEGER NOT NULL)""");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  Instant now() {
    return clock.instant();
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** Work within a transaction. */
  interface Work<T> {
    T run() throws SQLException;
  }

  /** Reads a row. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** All or nothing. */
  synchronized <T> T transaction(Work<T> work) {
    try {
      connection.setAutoCommit(false);
      T result;
      try {
        result = work.run();
      } catch (SQLException e) {
        connection.rollback();
        throw new StoreException(StoreException.Outcome.NOT_DONE, "" + e.getMessage(), e);
      } catch (RuntimeException e) {
        connection.rollback();
        throw e;
      }
      connection.commit();
      return result;
    } catch (SQLException e) {
      // the commit itself: nobody can say
      throw new StoreException(StoreException.Outcome.UNKNOWN, "" + e.getMessage(), e);
    }
  }

  /** Changes one row. */
  interface Change {
    int change(long id) throws SQLException;
  }

  /** Changes each of these rows, in one transaction; how many changed. */
  int each(long[] ids, Change change) {
    return transaction(
        () -> {
          int changed = 0;
          for (long id : ids) {
            changed += change.change(id);
          }
          return changed;
        });
  }

  /** Within a transaction; how many rows changed. */
  int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    }
  }

  /** Within a transaction. */
  <T> List<T> query(Reader<T> reader, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> result = new ArrayList<>();
      while (rows.next()) {
        result.add(reader.read(rows));
      }
      return result;
    }
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("the file cannot be closed: " + e.getMessage(), e);
    }
  }
}
