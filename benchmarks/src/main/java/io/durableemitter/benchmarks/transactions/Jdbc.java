package io.durableemitter.benchmarks.transactions;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** The application's own part of each transaction, and plain statements. */
final class Jdbc {

  static final String ORDERS = "orders";
  private static final String ORDER = "INSERT INTO " + ORDERS + " (what) VALUES (?)";

  private Jdbc() {}

  static HikariDataSource pool(DataSource server, int size) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(server);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(Duration.ofSeconds(30).toMillis());
    return new HikariDataSource(config);
  }

  /** What is done within a transaction. */
  @FunctionalInterface
  interface Work {
    void run(Connection connection) throws SQLException;
  }

  static void transaction(DataSource pool, Work work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      work.run(connection);
      connection.commit();
    }
  }

  static void order(Connection connection) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ORDER)) {
      insert.setString(1, "something that was ordered");
      insert.executeUpdate();
    }
  }

  static void execute(DataSource pool, String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
