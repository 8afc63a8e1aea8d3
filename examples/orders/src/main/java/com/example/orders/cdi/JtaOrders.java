package com.example.orders.cdi;

import com.example.orders.Order;
import com.example.orders.Orders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** JTA opens the transaction and commits it; whatever is emitted in it is part of it. */
@ApplicationScoped
public class JtaOrders implements Orders {

  @Inject DataSource dataSource;
  @Inject TransactionalEvents events;

  @Override
  @Transactional
  public String place(Order order) throws SQLException {
    String event = events.emit(order.placed()).eventId();
    insert(order, event);
    order.requireCredit(); // what is thrown here rolls back
    return event;
  } // the commit makes both durable; only then is the event sent

  private void insert(Order order, String event) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO orders (id, cents, event_id) VALUES (?, ?, ?)")) {
      statement.setObject(1, order.id());
      statement.setLong(2, order.cents());
      statement.setString(3, event);
      statement.executeUpdate();
    }
  }
}
