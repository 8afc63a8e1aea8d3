package io.durableemitter.chaos.snapshot;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * What the server tells of a table.
 *
 * @param rows how many there are, for those who look now
 * @param dead removed and not cleaned up, as the server has counted them so far
 * @param tableBytes without its indexes
 * @param indexBytes of its indexes
 * @param entriesRead entries of its primary key that scans have read so far, dead ones too
 */
record TableFigures(long rows, long dead, long tableBytes, long indexBytes, long entriesRead) {

  static TableFigures of(DataSource dataSource, String table) throws SQLException {
    String oid = "'" + table + "'::regclass";
    String sql =
        "SELECT (SELECT count(*) FROM "
            + table
            + "), pg_stat_get_dead_tuples("
            + oid
            + "), pg_table_size("
            + oid
            + "), pg_indexes_size("
            + oid
            + "), (SELECT sum(idx_tup_read) FROM pg_stat_all_indexes WHERE relid = "
            + oid
            + ")";
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return new TableFigures(
          result.getLong(1),
          result.getLong(2),
          result.getLong(3),
          result.getLong(4),
          result.getLong(5));
    }
  }
}
