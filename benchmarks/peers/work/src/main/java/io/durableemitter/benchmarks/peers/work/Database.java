package io.durableemitter.benchmarks.peers.work;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * The database of one outbox.
 *
 * @param url for JDBC, with a password where one is asked for
 * @param user who owns the tables
 */
public record Database(String url, String user) {

  /** A pool that keeps all its connections, as all outboxes are given one. */
  public HikariDataSource pool(int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(Duration.ofSeconds(60).toMillis());
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    return new HikariDataSource(config);
  }

  /** Executes statements one by one. */
  public void execute(String... statements) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** How many rows there are of {@code FROM} what is given. */
  public long count(String from) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private Connection connection() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    return DriverManager.getConnection(url, properties);
  }

  /** Host, port, name and password in the driver's words, for those who do not take a URL. */
  public Properties parts() {
    Properties parts = Driver.parseURL(url, new Properties());
    if (parts == null) {
      throw new IllegalArgumentException("not a URL of PostgreSQL for JDBC");
    }
    return parts;
  }

  /** The version of the driver, for an outbox that is nothing but that. */
  public static String driverVersion() {
    return LibraryVersion.of(Driver.class);
  }
}
