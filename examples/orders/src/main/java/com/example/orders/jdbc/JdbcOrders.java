package com.example.orders.jdbc;

import com.example.orders.Order;
import com.example.orders.Orders;
import io.durableemitter.api.TransactionalEmitter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The emitter opens the transaction, commits it, and has its events sent. */
public final class JdbcOrders implements Orders {

  private final DataSource dataSource;
  private final TransactionalEmitter emitter;

  /** The pool is that of the service; the emitter has one of its own. */
  public JdbcOrders(DataSource dataSource, TransactionalEmitter emitter) {
    this.dataSource = dataSource;
    this.emitter = emitter;
  }

  @Override
  public String place(Order order) throws SQLException {
    return emitter.inTransaction(
        dataSource,
        transaction -> {
          String event = transaction.emit(order.placed()).eventId();
          insert(transaction.connection(), order, event);
          order.requireCredit(); // what is thrown here rolls back
          return event;
        });
  }

  private static void insert(Connection connection, Order order, String event) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO orders (id, cents, event_id) VALUES (?, ?, ?)")) {
      statement.setObject(1, order.id());
      statement.setLong(2, order.cents());
      statement.setString(3, event);
      statement.executeUpdate();
    }
  }
}
