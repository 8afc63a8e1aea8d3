package io.durableemitter.benchmarks.speed.limit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.benchmarks.Sample;
import io.durableemitter.postgres.PgMigrations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A queue's table that is written by hand. Safe for concurrent use. */
public final class Table implements AutoCloseable {

  private static final int CONNECTIONS = 16;

  private final String name;
  private final HikariDataSource pool;

  /** Makes the table, as the product makes it, unless it is there. */
  public Table(String url, String schema) {
    this.name = schema + ".chip_durable_events";
    HikariConfig config = new HikariConfig();
    // millions of rows take longer than a server that is well lets one wait
    config.setJdbcUrl(url + (url.contains("?") ? '&' : '?') + "socketTimeout=0");
    config.setMaximumPoolSize(CONNECTIONS);
    pool = new HikariDataSource(config);
    PgMigrations.migrate(pool, name);
  }

  /** With its schema. */
  public String name() {
    return name;
  }

  Connection connect() throws SQLException {
    return pool.getConnection();
  }

  /** Removes all rows, and has what was written so far on the disk. */
  public void empty() throws SQLException {
    execute("TRUNCATE " + name);
    execute("CHECKPOINT");
  }

  /** Fills it with copies of the sample that are an hour old, so that any host may send them. */
  public void fill(long rows, int bytes) throws SQLException {
    fill(rows, bytes, "NULL");
  }

  /**
   * Fills it with rows that were tried and are not due for a day. With the time of their next
   * attempt they take as much room as a new row of 512 bytes, so that their pages are full: with a
   * few bytes more each page would have room for one new row, and each new row a page of its own.
   */
  public void fillNotDue(long rows) throws SQLException {
    fill(rows, 500, "now() + interval '1 day'");
    execute("VACUUM " + name);
  }

  private void fill(long rows, int bytes, String nextAttempt) throws SQLException {
    try (Connection connection = connect();
        var insert =
            connection.prepareStatement(
                "INSERT INTO "
                    + name
                    + " (payload, created_at, next_attempt_at) SELECT ?, now() - interval '1 hour', "
                    + nextAttempt
                    + " FROM generate_series(1, ?)")) {
      insert.setBytes(1, Sample.payload(bytes).toByteArray());
      insert.setLong(2, rows);
      insert.executeUpdate();
    }
    execute("ANALYZE " + name);
    execute("CHECKPOINT");
  }

  /** Runs a statement. */
  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The number that a query yields. */
  public double number(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getDouble(1);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
