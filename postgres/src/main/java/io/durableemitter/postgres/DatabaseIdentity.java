package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Which database a connection is of: that of the store, or another in which rows of the same ids
 * are other events.
 *
 * @param name of the database
 * @param cluster the server's own identifier, which its standbys share; empty if it does not tell
 */
record DatabaseIdentity(String name, Optional<String> cluster) {

  private static final String NAME =
      """
      SELECT current_database(),
             has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
      """;

  private static final String CLUSTER = "SELECT system_identifier FROM pg_control_system()";

  /** Of a connection of the store's own. Some servers have that function and refuse it. */
  static DatabaseIdentity of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return of(statement, true);
    } catch (SQLException e) {
      if (SqlFailures.isUnknown(e)) {
        throw e;
      }
      return unidentified(connection);
    }
  }

  private static DatabaseIdentity unidentified(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return of(statement, false);
    }
  }

  /**
   * Of a connection of a caller's, to be compared with this. What this server does not tell is not
   * asked for: a statement that fails would fail the caller's transaction.
   */
  DatabaseIdentity ofCaller(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return of(statement, cluster.isPresent());
    }
  }

  private static DatabaseIdentity of(Statement statement, boolean withCluster) throws SQLException {
    String name;
    boolean allowed;
    try (ResultSet row = statement.executeQuery(NAME)) {
      row.next();
      name = row.getString(1);
      allowed = row.getBoolean(2);
    }
    return new DatabaseIdentity(
        name, withCluster && allowed ? Optional.of(cluster(statement)) : Optional.empty());
  }

  private static String cluster(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(CLUSTER)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Whether it is another one for certain. */
  boolean differsFrom(DatabaseIdentity other) {
    return !name.equals(other.name)
        || (cluster.isPresent() && other.cluster.isPresent() && !cluster.equals(other.cluster));
  }
}
