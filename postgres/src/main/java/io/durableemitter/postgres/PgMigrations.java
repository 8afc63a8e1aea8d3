package io.durableemitter.postgres;

import io.durableemitter.api.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Makes the queue's table and that of its dead letters, or adopts the queue that the Go package's
 * migrations made: its rows, columns and indexes are left as they are, and columns are added that
 * its writers need not know.
 *
 * <p>Steps are versioned in the table {@code durable_emitter_migrations} of the same schema and run
 * in one transaction under an advisory lock, so processes that start at once are safe. Running them
 * again does nothing. They take no lock that stops reading or writing for longer than a moment, and
 * give up after 10 s of waiting for one.
 */
public final class PgMigrations {

  private static final String VERSIONS = "durable_emitter_migrations";
  private static final String EXISTS = "SELECT 1 WHERE to_regclass(?) IS NOT NULL";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  // an arbitrary constant: the first half of the lock's key, the second is the table's name
  private static final int LOCK = 0x44754576;

  private PgMigrations() {}

  /**
   * Brings the default table, {@code cre.chip_durable_events}, up to date.
   *
   * @param dataSource connections of a user that may create tables
   * @throws StoreException if the table has another shape, or the database refuses; the message
   *     says what would mend it, and nothing is changed
   */
  public static void migrate(DataSource dataSource) {
    migrate(dataSource, TableName.DEFAULT);
  }

  /**
   * Brings a table up to date.
   *
   * @param dataSource connections of a user that may create tables
   * @param table {@code schema.table}
   * @throws IllegalArgumentException if it is not such a name
   * @throws StoreException if the table has another shape, or the database refuses
   */
  public static void migrate(DataSource dataSource, String table) {
    TableName name = TableName.parse(table);
    String what = "migrating " + name;
    try {
      new Connections(dataSource, TIMEOUT)
          .transaction(
              what,
              connection -> {
                migrate(connection, name);
                return name;
              });
    } catch (SQLException e) {
      throw SqlFailures.notDone(what, e);
    }
  }

  /**
   * Tells whether there is a table of this name; changes nothing.
   *
   * @param dataSource connections of any user
   * @param table {@code schema.table}
   * @return false too if its schema is missing
   * @throws IllegalArgumentException if it is not such a name
   * @throws StoreException if the database cannot be asked
   */
  public static boolean exists(DataSource dataSource, String table) {
    TableName name = TableName.parse(table);
    return new Connections(dataSource, TIMEOUT)
        .statement(
            "looking for " + name,
            EXISTS,
            statement -> {
              statement.setString(1, name.quoted());
              try (ResultSet result = statement.executeQuery()) {
                return result.next();
              }
            });
  }

  /**
   * The steps for the default table as SQL, for those who apply them by hand.
   *
   * @return a script that may be run more than once
   */
  public static String sql() {
    return sql(TableName.DEFAULT);
  }

  /**
   * The steps as SQL, for those who apply them by hand.
   *
   * @param table {@code schema.table}
   * @return a script that may be run more than once
   * @throws IllegalArgumentException if it is not such a name
   */
  public static String sql(String table) {
    TableName name = TableName.parse(table);
    TableName versions = name.sibling(VERSIONS);
    StringBuilder script = new StringBuilder("BEGIN;\n");
    script.append(Migration.createSchema(name)).append(";\n");
    script.append(Migration.createVersions(versions)).append(";\n");
    for (Migration step : Migration.all(name)) {
      script.append("-- ").append(step.version()).append(": ").append(step.description());
      script.append('\n');
      step.statements().forEach(sql -> script.append(sql).append(";\n"));
      script.append(step.record(versions, name)).append(";\n");
    }
    return script.append("COMMIT;\n").toString();
  }

  private static void migrate(Connection connection, TableName table) throws SQLException {
    TableName versions = table.sibling(VERSIONS);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '10s'");
      lock(connection, table);
      // looked up first: CREATE SCHEMA needs a right that the owner of the table may not have
      if (!exists(connection, "SELECT 1 FROM pg_namespace WHERE nspname = ?", table.schema())) {
        statement.execute(Migration.createSchema(table));
      }
      if (!exists(connection, EXISTS, versions.quoted())) {
        statement.execute(Migration.createVersions(versions));
      }
      Set<Integer> applied = applied(connection, versions, table);
      // a newer version has only added what an older one need not know: no version is refused
      for (Migration step : Migration.all(table)) {
        if (!applied.contains(step.version())) {
          for (String sql : step.statements()) {
            statement.execute(sql);
          }
          statement.execute(step.record(versions, table));
        }
      }
    }
    TableShape.check(connection, table);
  }

  private static void lock(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(?, hashtext(?))")) {
      statement.setInt(1, LOCK);
      statement.setString(2, table.toString());
      statement.execute();
    }
  }

  private static boolean exists(Connection connection, String sql, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }

  private static Set<Integer> applied(Connection connection, TableName versions, TableName table)
      throws SQLException {
    Set<Integer> applied = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT version FROM " + versions.quoted() + " WHERE table_name = ?")) {
      statement.setString(1, table.table());
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          applied.add(result.getInt(1));
        }
      }
    }
    return applied;
  }
}
