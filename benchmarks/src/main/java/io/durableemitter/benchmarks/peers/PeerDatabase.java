package io.durableemitter.benchmarks.peers;

import io.durableemitter.embedded.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An empty database for one run, dropped with all that came of it when this is closed. */
final class PeerDatabase implements AutoCloseable {

  private static final long LONGEST_SLOT_SECONDS = 30;

  private final EmbeddedPostgresServer postgres;
  private final String name;

  private PeerDatabase(EmbeddedPostgresServer postgres, String name) {
    this.postgres = postgres;
    this.name = name;
  }

  static PeerDatabase create(EmbeddedPostgresServer postgres, String peer) throws SQLException {
    if (!peer.matches("[a-z]+")) {
      throw new IllegalArgumentException("not a name of a peer: " + peer);
    }
    PeerDatabase database = new PeerDatabase(postgres, "peer_" + peer);
    database.close(); // an earlier run may have been killed
    // what the one before has written is not to be paid by this one
    database.execute("CREATE DATABASE " + database.name, "CHECKPOINT");
    return database;
  }

  String url() {
    return postgres.jdbcUrl().replaceFirst("/postgres\\?", "/" + name + "?");
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SLOT_SECONDS);
    while (!withoutSlots()) {
      if (System.nanoTime() - end > 0) {
        throw new SQLException("a replication slot of " + name + " stays in use");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }

  /** A slot, which keeps the database from being dropped, can be dropped once nobody uses it. */
  private boolean withoutSlots() throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection()) {
      call(
          connection,
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
              + " WHERE database = ? AND active");
      call(
          connection,
          "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
              + " WHERE database = ? AND NOT active");
      return !call(connection, "SELECT 1 FROM pg_replication_slots WHERE database = ?");
    }
  }

  private boolean call(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
