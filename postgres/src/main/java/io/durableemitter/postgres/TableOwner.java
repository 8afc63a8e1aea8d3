package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Whose table it is. Looked up in the catalog, which everybody may read.
 *
 * @param current the role of this session
 * @param exists whether there is such a table
 * @param owner the role that may change it; empty if there is none
 */
record TableOwner(String current, boolean exists, String owner) {

  private static final String SQL =
      """
      SELECT current_user, c.oid IS NOT NULL, coalesce(pg_get_userbyid(c.relowner)::text, '')
        FROM (SELECT 1) one
        LEFT JOIN (pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ?)
          ON c.relname = ?
      """;

  static TableOwner read(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new TableOwner(row.getString(1), row.getBoolean(2), row.getString(3));
      }
    }
  }
}
