package io.durableemitter.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The statements that insert rows under ids which were taken before, as {@link Sql} completes them.
 * Their parameters are ids, payloads and, where order is kept, ordering keys; those that return how
 * many rows they kept take that number last.
 *
 * @param insert stores rows
 * @param insertWhole stores all rows or fails, even where a trigger keeps rows out
 * @param insertAgain stores those that are not there yet, and changes nothing where a row has the
 *     same bytes; fails with a division by zero where it has others
 * @param ordered whether they have ordering keys
 */
record InsertSql(String insert, String insertWhole, String insertAgain, boolean ordered) {

  private static final String REQUIRE_ALL_KEPT =
      """
      RETURNING 1)
      SELECT {all_kept} FROM (SELECT count(*) AS kept, ?::int AS given FROM kept) counts
      """;

  /** Of payloads that may be delivered in any order. */
  static final InsertSql PLAIN =
      of(
          """
          (id, payload)
          SELECT u.id, u.payload FROM unnest(?::bigint[], ?::bytea[]) AS u(id, payload) WHERE {flushed}
          """,
          false);

  /** A row with a key is sent by nobody at once: it waits until it is the oldest of its key. */
  static final InsertSql ORDERED =
      of(
          """
          (id, payload, ordering_key, next_attempt_at)
          SELECT u.id, u.payload, u.key, CASE WHEN u.key IS NOT NULL THEN clock_timestamp() END
            FROM unnest(?::bigint[], ?::bytea[], ?::bigint[]) AS u(id, payload, key) WHERE {flushed}
          """,
          true);

  private static InsertSql of(String rows, boolean ordered) {
    String insert = "INSERT INTO {queue} " + rows;
    return new InsertSql(
        insert,
        "WITH kept AS (" + insert + REQUIRE_ALL_KEPT,
        "WITH kept AS (INSERT INTO {queue} AS q "
            + rows
            + """
              ON CONFLICT (id) DO UPDATE SET payload =
                  CASE 1 / (q.payload = EXCLUDED.payload)::int WHEN 1 THEN q.payload END
              """
            + REQUIRE_ALL_KEPT,
        ordered);
  }

  /** Runs {@link #insert}; tells how many rows were stored. */
  int executeUpdate(PreparedStatement statement, Rows rows) throws SQLException {
    bind(statement, rows);
    return statement.executeUpdate();
  }

  /** Runs one of the others; tells how many rows were kept. */
  long execute(PreparedStatement statement, Rows rows) throws SQLException {
    int last = bind(statement, rows);
    statement.setInt(last + 1, rows.ids().length);
    try (ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  private int bind(PreparedStatement statement, Rows rows) throws SQLException {
    statement.setObject(1, rows.ids());
    statement.setObject(2, rows.payloads());
    if (!ordered) {
      return 2;
    }
    statement.setArray(3, statement.getConnection().createArrayOf("int8", rows.keys()));
    return 3;
  }
}
