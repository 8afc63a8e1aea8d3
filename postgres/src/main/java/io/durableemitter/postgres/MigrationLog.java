package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The table in which applied steps are written down. Names are looked up in the catalog, which
 * everybody may read, and not by a cast, which needs rights on the schema.
 *
 * @param exists whether there is such a table
 * @param readable false if it is there, but this role may not read it
 * @param applied the time of each version that is written down
 */
record MigrationLog(boolean exists, boolean readable, Map<Integer, Instant> applied) {

  static final String NAME = "durable_emitter_migrations";
  private static final String READABLE =
      """
      SELECT has_table_privilege(c.oid, 'SELECT')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ? AND c.relname = ?
      """;
  private static final String APPLIED =
      "SELECT version, applied_at FROM {migrations} WHERE table_name = ?";

  static TableName of(TableName table) {
    return table.sibling(NAME);
  }

  static MigrationLog read(Connection connection, TableName table) throws SQLException {
    TableName log = of(table);
    Optional<Boolean> readable = readable(connection, log);
    return readable.orElse(false)
        ? new MigrationLog(true, true, applied(connection, table))
        : new MigrationLog(readable.isPresent(), readable.isEmpty(), Map.of());
  }

  private static Optional<Boolean> readable(Connection connection, TableName log)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(READABLE)) {
      statement.setString(1, log.schema());
      statement.setString(2, log.table());
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? Optional.of(result.getBoolean(1)) : Optional.empty();
      }
    }
  }

  private static Map<Integer, Instant> applied(Connection connection, TableName table)
      throws SQLException {
    Map<Integer, Instant> applied = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(table.in(APPLIED))) {
      statement.setString(1, table.table());
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          applied.put(result.getInt(1), result.getObject(2, OffsetDateTime.class).toInstant());
        }
      }
    }
    return applied;
  }

  List<Migration> pending(TableName table) {
    return Migration.all(table).stream()
        .filter(step -> !applied.containsKey(step.version()))
        .toList();
  }

  List<MigrationStep> steps(TableName table) {
    Map<Integer, String> descriptions =
        Migration.all(table).stream()
            .collect(Collectors.toMap(Migration::version, Migration::description));
    List<MigrationStep> steps = new ArrayList<>();
    applied.forEach(
        (version, time) ->
            steps.add(
                new MigrationStep(
                    version,
                    descriptions.getOrDefault(version, "of a newer release"),
                    Optional.of(time))));
    return steps;
  }
}
