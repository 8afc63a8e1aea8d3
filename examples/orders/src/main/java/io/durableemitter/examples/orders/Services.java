package io.durableemitter.examples.orders;

import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.ingress.InMemorySink;
import io.durableemitter.ingress.IngressServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/** A real PostgreSQL and an ingress within this process; in a service both are there already. */
final class Services implements AutoCloseable {

  private final EmbeddedPostgresServer database = EmbeddedPostgresServer.temporary();
  private final InMemorySink sink = new InMemorySink(100_000);
  private final IngressServer ingress = IngressServer.builder().port(0).sink(sink).build();

  Services() throws SQLException {
    ingress.start();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE orders (id UUID PRIMARY KEY, cents BIGINT NOT NULL, event_id TEXT NOT NULL)");
    }
  }

  DataSource dataSource() {
    return database.dataSource();
  }

  String jdbcUrl() {
    return database.jdbcUrl();
  }

  String user() {
    return database.user();
  }

  String endpoint() {
    return "127.0.0.1:" + ingress.port();
  }

  /** The ids of the events whose transaction was committed: the rows beside them tell. */
  Set<String> committed() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT event_id FROM orders")) {
      Set<String> ids = new HashSet<>();
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    }
  }

  /** How many events are not delivered yet. */
  long pending() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM cre.chip_durable_events")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The ids of the events that arrived. */
  Set<String> delivered() {
    Set<String> ids = new HashSet<>();
    sink.forEachId((id, times) -> ids.add(id));
    return ids;
  }

  long duplicates() {
    return sink.duplicateCount();
  }

  @Override
  public void close() {
    ingress.close();
    database.close();
  }
}
