package io.durableemitter.postgres;

import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares tables with what the store needs of them. */
final class TableShape {

  private record Column(String type, boolean mayBeLeftOut, boolean hasDefault) {}

  private static final String COLUMNS =
      """
      SELECT attname, format_type(atttypid, NULL),
             NOT attnotnull OR atthasdef OR attidentity <> '', atthasdef
        FROM pg_attribute
       WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
      """;
  private static final String TIME = "timestamp with time zone";
  private static final Map<String, String> QUEUE =
      Map.ofEntries(
          Map.entry("id", "bigint"),
          Map.entry("payload", "bytea"),
          Map.entry("created_at", TIME),
          Map.entry("delivered_at", TIME),
          Map.entry("claim_owner", "uuid"),
          Map.entry("claimed_until", TIME),
          Map.entry("attempts", "integer"),
          Map.entry("failures", "integer"),
          Map.entry("transport_failures", "integer"),
          Map.entry("next_attempt_at", TIME),
          Map.entry("last_error", "text"),
          Map.entry("ordering_key", "bigint"));
  private static final Map<String, String> DEAD_LETTERS =
      Map.ofEntries(
          Map.entry("id", "bigint"),
          Map.entry("row_id", "bigint"),
          Map.entry("event_id", "text"),
          Map.entry("source", "text"),
          Map.entry("type", "text"),
          Map.entry("payload", "bytea"),
          Map.entry("created_at", TIME),
          Map.entry("died_at", TIME),
          Map.entry("reason", "text"),
          Map.entry("last_error", "text"),
          Map.entry("attempts", "integer"));

  private TableShape() {}

  static void check(Connection connection, TableName table) throws SQLException {
    checkColumns(connection, table);
    try (PreparedStatement statement = connection.prepareStatement(TableFacts.SQL)) {
      TableFacts.read(statement, table).requireNoFaults();
    }
  }

  static void checkColumns(Connection connection, TableName table) throws SQLException {
    check(connection, table, "a queue of events", QUEUE, Set.of("payload"));
    check(
        connection,
        table.deadLetters(),
        "a table of dead letters",
        DEAD_LETTERS,
        DEAD_LETTERS.keySet());
  }

  private static void check(
      Connection connection,
      TableName table,
      String what,
      Map<String, String> needed,
      Set<String> given)
      throws SQLException {
    Map<String, Column> columns = columns(connection, table);
    List<String> faults = new ArrayList<>();
    needed.forEach(
        (name, type) -> {
          Column column = columns.get(name);
          if (column == null) {
            faults.add("column " + name + " is missing, add it as " + type);
          } else if (!column.type().equals(type)) {
            faults.add("column " + name + " is " + column.type() + " but must be " + type);
          }
        });
    Column createdAt = columns.get("created_at");
    if (!given.contains("created_at") && createdAt != null && !createdAt.hasDefault()) {
      faults.add("column created_at must have the default now()");
    }
    columns.forEach(
        (name, column) -> {
          if (!given.contains(name) && !column.mayBeLeftOut()) {
            faults.add("column " + name + " must be nullable or have a default");
          }
        });
    if (!faults.isEmpty()) {
      throw new StoreException(
          Outcome.NOT_DONE, table + " is not " + what + ": " + String.join("; ", faults), null);
    }
  }

  private static Map<String, Column> columns(Connection connection, TableName table)
      throws SQLException {
    Map<String, Column> columns = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table.quoted());
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          columns.put(
              result.getString(1),
              new Column(result.getString(2), result.getBoolean(3), result.getBoolean(4)));
        }
      }
    }
    return columns;
  }
}
