package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The three indexes that the Go package's migrations make, and that its pages need. An index counts
 * as there by what it indexes, whatever its name.
 */
record GoIndexes(TableName table) {

  private static final String THERE =
      """
      SELECT 1
        FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
       WHERE i.indrelid = ?::regclass AND i.indisvalid AND i.indnatts = 1
         AND a.attname = ? AND coalesce(pg_get_expr(i.indpred, i.indrelid), '') = ?
      """;

  /** An index: the end of its name, its column, and which rows are in it. */
  private record Index(String suffix, String column, String predicate) {}

  private static final List<Index> ALL =
      List.of(
          new Index("_created", "created_at", ""),
          new Index("_pending", "created_at", "(delivered_at IS NULL)"),
          new Index("_delivered", "delivered_at", "(delivered_at IS NOT NULL)"));

  /** Makes those that are missing, without stopping writers, and tells their names. */
  List<String> add(Connection connection) throws SQLException {
    connection.setAutoCommit(true); // CONCURRENTLY must be outside of a transaction
    List<String> added = new ArrayList<>();
    for (Index index : ALL) {
      if (!isThere(connection, index)) {
        try (Statement statement = connection.createStatement()) {
          // what an attempt that was broken off has left behind is invalid
          statement.execute("DROP INDEX CONCURRENTLY IF EXISTS " + name(index).quoted());
          statement.execute(create(index));
        }
        added.add(name(index).toString());
      }
    }
    return added;
  }

  /** The same as SQL, to be run outside of a transaction. */
  String sql() {
    StringBuilder script = new StringBuilder();
    ALL.forEach(index -> script.append(create(index)).append(";\n"));
    return script.toString();
  }

  private TableName name(Index index) {
    return table.sibling(table.table() + index.suffix());
  }

  private String create(Index index) {
    return "CREATE INDEX CONCURRENTLY IF NOT EXISTS \""
        + name(index).table()
        + "\" ON "
        + table.quoted()
        + " ("
        + index.column()
        + ")"
        + (index.predicate().isEmpty() ? "" : " WHERE " + index.predicate());
  }

  private boolean isThere(Connection connection, Index index) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(THERE)) {
      statement.setString(1, table.quoted());
      statement.setString(2, index.column());
      statement.setString(3, index.predicate());
      try (ResultSet result = statement.executeQuery()) {
        return result.next();
      }
    }
  }
}
