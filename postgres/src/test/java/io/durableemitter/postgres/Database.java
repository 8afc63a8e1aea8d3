package io.durableemitter.postgres;

import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The server that all tests of this module share; each test takes a schema of its own. */
final class Database {

  private static final EmbeddedPostgresServer SERVER = EmbeddedPostgresServer.temporary();
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private Database() {}

  static DataSource dataSource() {
    return SERVER.dataSource();
  }

  static EmbeddedPostgresServer server() {
    return SERVER;
  }

  static String freshTable() {
    return "test_" + SCHEMAS.incrementAndGet() + ".chip_durable_events";
  }

  static String migratedTable() {
    String table = freshTable();
    PgMigrations.migrate(dataSource(), table);
    return table;
  }

  static void execute(String sql) {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes everything older that the contracts let time pass for. */
  static void passTime(String table, Duration time) {
    String less = " - interval '" + time.toSeconds() + " seconds'";
    execute(
        "UPDATE "
            + table
            + " SET created_at = created_at"
            + less
            + ", claimed_until = claimed_until"
            + less
            + ", next_attempt_at = next_attempt_at"
            + less);
    execute(
        "UPDATE "
            + table
            + "_dead_letters SET created_at = created_at"
            + less
            + ", died_at = died_at"
            + less);
  }

  /** The first column of all rows, one per line. */
  static String query(String sql) {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      StringBuilder lines = new StringBuilder();
      while (result.next()) {
        lines.append(lines.isEmpty() ? "" : "\n").append(result.getString(1));
      }
      return lines.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
