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
 * @param database its number within the server
 * @param cluster the server's own identifier, which its standbys share; empty if the role may not
 *     ask for it
 */
record DatabaseIdentity(long database, Optional<String> cluster) {

  // asked first, since a function that may not be called fails the caller's whole transaction
  private static final String DATABASE =
      """
      SELECT oid, has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
        FROM pg_database WHERE datname = current_database()
      """;

  private static final String CLUSTER = "SELECT system_identifier FROM pg_control_system()";

  static DatabaseIdentity of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long database;
      boolean allowed;
      try (ResultSet row = statement.executeQuery(DATABASE)) {
        row.next();
        database = row.getLong(1);
        allowed = row.getBoolean(2);
      }
      return new DatabaseIdentity(
          database, allowed ? Optional.of(cluster(statement)) : Optional.empty());
    }
  }

  private static String cluster(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(CLUSTER)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Whether it is another one for certain. */
  boolean differsFrom(DatabaseIdentity other) {
    return database != other.database
        || (cluster.isPresent() && other.cluster.isPresent() && !cluster.equals(other.cluster));
  }
}
