package io.durableemitter.examples.shop;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/** The tables of the shop, and that of its emitter, seen from outside of it. */
final class ShopTables {

  private final DataSource dataSource;

  ShopTables(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The ids of the events whose transaction was committed: the rows beside them tell. */
  Set<String> committed() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT event_id FROM orders UNION ALL SELECT event_id FROM invoices")) {
      Set<String> ids = new HashSet<>();
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    }
  }

  /** How many events are not delivered yet. */
  long pending() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM cre.chip_durable_events")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
