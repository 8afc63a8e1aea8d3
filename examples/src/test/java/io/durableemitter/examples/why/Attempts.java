package io.durableemitter.examples.why;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** How an order gets into a database and its event out of the process; docs/why.md shows these. */
final class Attempts {

  /** The other end. */
  interface Broker {
    void send(String event);
  }

  private final DataSource database;
  private final Broker broker;

  Attempts(DataSource database, Broker broker) {
    this.database = database;
    this.broker = broker;
  }

  void sendAfterTheCommit(String order) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      insertOrder(connection, order);
      connection.commit();
    }
    broker.send(placed(order));
  }

  void sendBeforeTheCommit(String order) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      insertOrder(connection, order);
      broker.send(placed(order));
      connection.commit();
    }
  }

  void writeToAnOutbox(String order) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      insertOrder(connection, order);
      insert(connection, "INSERT INTO outbox (body) VALUES (?)", placed(order));
      connection.commit();
    }
  }

  /** Every second, in each process. */
  void poll() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      List<Long> sent = new ArrayList<>();
      try (Statement statement = connection.createStatement()) {
        ResultSet rows =
            statement.executeQuery(
                "SELECT id, body FROM outbox ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED");
        while (rows.next()) {
          broker.send(rows.getString("body"));
          sent.add(rows.getLong("id"));
        }
      }
      delete(connection, sent);
      connection.commit();
    }
  }

  private static void delete(Connection connection, List<Long> ids) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM outbox WHERE id = ANY (?)")) {
      delete.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      delete.executeUpdate();
    }
  }

  static void insertOrder(Connection connection, String order) throws SQLException {
    insert(connection, "INSERT INTO orders (id) VALUES (?)", order);
  }

  private static void insert(Connection connection, String sql, String value) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, value);
      insert.executeUpdate();
    }
  }

  static String placed(String order) {
    return "{\"order\":\"" + order + "\"}";
  }
}
