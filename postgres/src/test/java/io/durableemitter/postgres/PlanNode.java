package io.durableemitter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A step of a plan that was carried out.
 *
 * @param type as PostgreSQL names it
 * @param relation the table that it reads; empty if none
 * @param read rows that it looked at, whether it kept them or not
 */
record PlanNode(String type, String relation, long read) {

  private static final String NODES =
      """
      SELECT node->>'Node Type', coalesce(node->>'Relation Name', ''),
             (node->>'Actual Loops')::numeric
             * ((node->>'Actual Rows')::numeric
                + coalesce((node->>'Rows Removed by Filter')::numeric, 0)
                + coalesce((node->>'Rows Removed by Index Recheck')::numeric, 0))
        FROM jsonb_path_query(?::jsonb, 'strict $.**') AS node
       WHERE jsonb_typeof(node) = 'object' AND node ? 'Node Type'
      """
          // a question mark that is no parameter
          .replace("node ? ", "node ?? ");

  /** All steps of what {@code EXPLAIN (ANALYZE, FORMAT JSON)} says. */
  static List<PlanNode> of(Connection connection, String json) throws SQLException {
    List<PlanNode> nodes = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(NODES)) {
      query.setString(1, json);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          nodes.add(
              new PlanNode(
                  rows.getString(1), rows.getString(2), rows.getBigDecimal(3).longValue()));
        }
      }
    }
    return nodes;
  }

  boolean isSort() {
    return type.contains("Sort");
  }
}
