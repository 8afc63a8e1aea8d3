package io.durableemitter.benchmarks.speed.limit;

import io.durableemitter.benchmarks.Sample;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * COPY in binary; see <a href="https://www.postgresql.org/docs/current/sql-copy.html">its
 * format</a>.
 */
final class CopyWriter implements RawWriter {

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int HEADER = SIGNATURE.length + 8;

  private final PGConnection connection;
  private final String sql;
  private final int rows;
  private final byte[] payload = Sample.payload().toByteArray();
  private final ByteBuffer message;

  CopyWriter(Connection connection, String table, int rows) throws SQLException {
    this.connection = connection.unwrap(PGConnection.class);
    this.sql = "COPY " + table + " (id, payload) FROM STDIN (FORMAT BINARY)";
    this.rows = rows;
    this.message = ByteBuffer.allocate(HEADER + rows * (2 + 4 + 8 + 4 + payload.length) + 2);
  }

  @Override
  public void write(long firstId) throws SQLException {
    message.clear();
    message.put(SIGNATURE).putInt(0).putInt(0);
    for (int i = 0; i < rows; i++) {
      message.putShort((short) 2).putInt(8).putLong(firstId + i);
      message.putInt(payload.length).put(payload);
    }
    message.putShort((short) -1);
    CopyIn copy = connection.getCopyAPI().copyIn(sql);
    copy.writeToCopy(message.array(), 0, message.position());
    copy.endCopy();
  }

  @Override
  public void close() {}
}
