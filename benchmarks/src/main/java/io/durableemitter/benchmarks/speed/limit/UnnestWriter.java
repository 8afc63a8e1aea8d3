package io.durableemitter.benchmarks.speed.limit;

import io.durableemitter.benchmarks.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;

/** An INSERT that takes its rows from arrays. */
final class UnnestWriter implements RawWriter {

  private final PreparedStatement insert;
  private final long[] ids;
  private final byte[][] payloads;

  UnnestWriter(Connection connection, String table, int rows) throws SQLException {
    insert =
        connection.prepareStatement(
            "INSERT INTO "
                + table
                + " (id, payload) SELECT * FROM unnest(?::bigint[], ?::bytea[])");
    ids = new long[rows];
    payloads = new byte[rows][];
    Arrays.fill(payloads, Sample.payload().toByteArray());
  }

  @Override
  public void write(long firstId) throws SQLException {
    Arrays.setAll(ids, i -> firstId + i);
    insert.setObject(1, ids);
    insert.setObject(2, payloads);
    insert.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    insert.close();
  }
}
