package io.durableemitter.postgres;

import io.durableemitter.api.StoreException;
import io.durableemitter.api.StoreException.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares a table with what the store needs of it. */
final class TableShape {

  private record Column(String type, boolean mayBeLeftOut) {}

  private static final Map<String, String> NEEDED =
      Map.of(
          "id", "bigint",
          "payload", "bytea",
          "created_at", "timestamp with time zone",
          "delivered_at", "timestamp with time zone");

  private TableShape() {}

  static void check(Connection connection, TableName table) throws SQLException {
    Map<String, Column> columns = columns(connection, table);
    List<String> faults = new ArrayList<>();
    NEEDED.forEach(
        (name, type) -> {
          Column column = columns.get(name);
          if (column == null) {
            faults.add("column " + name + " is missing, add it as " + type);
          } else if (!column.type().equals(type)) {
            faults.add("column " + name + " is " + column.type() + " but must be " + type);
          }
        });
    columns.forEach(
        (name, column) -> {
          if (!name.equals("payload") && !column.mayBeLeftOut()) {
            faults.add("column " + name + " must be nullable or have a default");
          }
        });
    if (!faults.isEmpty()) {
      throw new StoreException(
          Outcome.NOT_DONE,
          table + " is not a queue of events: " + String.join("; ", faults),
          null);
    }
  }

  private static Map<String, Column> columns(Connection connection, TableName table)
      throws SQLException {
    String sql =
        "SELECT attname, format_type(atttypid, NULL),"
            + " NOT attnotnull OR atthasdef OR attidentity <> ''"
            + " FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped";
    Map<String, Column> columns = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.quoted());
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          columns.put(result.getString(1), new Column(result.getString(2), result.getBoolean(3)));
        }
      }
    }
    return columns;
  }
}
