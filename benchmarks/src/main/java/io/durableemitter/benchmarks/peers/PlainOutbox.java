package io.durableemitter.benchmarks.peers;

import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.benchmarks.peers.work.Database;
import io.durableemitter.benchmarks.peers.work.Deliveries;
import io.durableemitter.benchmarks.peers.work.Load;
import io.durableemitter.benchmarks.peers.work.Outbox;
import io.durableemitter.benchmarks.peers.work.OutboxProgram;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The floor: plain JDBC, an INSERT in each transaction and one thread that deletes what it takes.
 */
final class PlainOutbox implements Outbox {

  private static final String TABLE = "plain_outbox";
  private static final int BATCH = 500;
  private static final int POLL_MILLIS = 10;
  private static final String INSERT = "INSERT INTO " + TABLE + " (body) VALUES (?)";
  private static final String TAKE =
      "DELETE FROM "
          + TABLE
          + " WHERE id IN (SELECT id FROM "
          + TABLE
          + " ORDER BY id LIMIT "
          + BATCH
          + " FOR UPDATE SKIP LOCKED) RETURNING body";

  private final Database database;
  private final Deliveries deliveries;
  private final HikariDataSource pool;
  private final Thread poller = new Thread(this::poll, "poller");
  private volatile boolean closed;

  private PlainOutbox(Database database, Deliveries deliveries, Load load) throws SQLException {
    this.database = database;
    this.deliveries = deliveries;
    database.execute("CREATE TABLE " + TABLE + " (id BIGSERIAL PRIMARY KEY, body BYTEA NOT NULL)");
    pool = database.pool(load.producers() + 1);
    poller.setDaemon(true);
    poller.start();
  }

  /** See {@link OutboxProgram}. */
  public static void main(String[] arguments) {
    OutboxProgram.run(PeerProgram.PLAIN, PlainOutbox::new, arguments);
  }

  @Override
  public String version() {
    return Database.driverVersion();
  }

  @Override
  public String settings() {
    return "an INSERT per event, one thread that deletes "
        + BATCH
        + " at a time FOR UPDATE SKIP LOCKED, idle for "
        + POLL_MILLIS
        + " ms when there are none";
  }

  @Override
  public void persist(List<byte[]> bodies) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
        for (byte[] body : bodies) {
          insert.setBytes(1, body);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      connection.commit();
    }
  }

  private void poll() {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement take = connection.prepareStatement(TAKE)) {
        while (!closed) {
          if (deliver(take) == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
          }
          connection.commit();
        }
      }
    } catch (SQLException e) {
      // what is left then shows in the figures
      System.err.println("the poller has ended: " + e);
    }
  }

  private int deliver(PreparedStatement take) throws SQLException {
    int count = 0;
    try (ResultSet rows = take.executeQuery()) {
      while (rows.next()) {
        deliveries.accept(rows.getBytes(1));
        count++;
      }
    }
    return count;
  }

  @Override
  public long left() throws SQLException {
    return database.count(TABLE);
  }

  @Override
  public void close() {
    closed = true;
    pool.close();
  }
}
