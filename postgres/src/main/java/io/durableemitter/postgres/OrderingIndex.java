package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The index by which the older rows of an ordering key are found. It holds only rows that have a
 * key, so others cost nothing. Not a step of the migrations: it is made on request.
 */
record OrderingIndex(TableName table) {

  /** Why rows with a key are refused without it; after what was to be done. */
  static final String MISSING =
      " failed: the event has an ordering key, and the table lacks the index by which order is kept;"
          + " run PgMigrations.addOrderingIndex once";

  private static final String CREATE =
      "CREATE INDEX CONCURRENTLY IF NOT EXISTS \"{table}_ordering\" ON {queue} (ordering_key, id)"
          + " WHERE ordering_key IS NOT NULL AND delivered_at IS NULL";
  private static final String DROP_BROKEN =
      """
      DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_index
                    WHERE indexrelid = to_regclass('{schema}."{table}_ordering"') AND NOT indisvalid) THEN
          DROP INDEX {schema}."{table}_ordering";
        END IF;
      END $$
      """;

  /** Makes it if it is missing, without stopping writers. */
  void add(Connection connection) throws SQLException {
    connection.setAutoCommit(true); // CONCURRENTLY must be outside of a transaction
    try (Statement statement = connection.createStatement()) {
      // what an attempt that was broken off has left behind is invalid
      statement.execute(table.in(DROP_BROKEN));
      statement.execute(table.in(CREATE));
    }
  }

  /** The same as SQL, to be run outside of a transaction. */
  String sql() {
    return table.in(CREATE) + ";\n";
  }
}
