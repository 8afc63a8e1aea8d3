package io.durableemitter.chaos;

import io.durableemitter.chaos.proxy.Pooler;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.embedded.EmbeddedPostgresServerBuilder;
import io.durableemitter.postgres.PgMigrations;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The database of a run, seen by its operator; emitters have a role of their own, with few rights.
 */
final class Database implements AutoCloseable {

  static final String TABLE = "chaos.chip_durable_events";
  static final String DEAD_LETTERS = TABLE + "_dead_letters";
  static final String ROLE = "chaos_emitter";
  private static final String ROLE_PASSWORD = "chaos-on-loopback";
  private static final byte ID_FIELD = 0x0a;
  // enough for any id of ours, which has less than 128 bytes
  private static final String BEGINNING = "substring(payload FROM 1 FOR 130)";
  private static final long RECOVERY_NANOS = 60_000_000_000L;
  private static final String RIGHTS =
      "GRANT USAGE ON SCHEMA chaos TO "
          + ROLE
          + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA chaos TO "
          + ROLE
          + "; GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA chaos TO "
          + ROLE;

  /** One thing to ask of the database. */
  @FunctionalInterface
  interface Sql<T> {
    T run(Statement statement) throws SQLException;
  }

  private final EmbeddedPostgresServer server;
  private final Optional<DiskSpace> disk;

  private Database(EmbeddedPostgresServer server, Optional<DiskSpace> disk) {
    this.server = server;
    this.disk = disk;
  }

  static Database start(Optional<DiskSpace> disk) throws SQLException {
    EmbeddedPostgresServerBuilder builder =
        EmbeddedPostgresServer.builder()
            .setting("max_wal_size", "64MB")
            .setting("shared_buffers", "32MB");
    disk.ifPresent(space -> builder.directory(space.folder().resolve("postgres")));
    Database database = new Database(builder.start(), disk);
    PgMigrations.migrate(database.server.dataSource(), TABLE);
    database.execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + ROLE_PASSWORD + "'; " + RIGHTS);
    return database;
  }

  /** Makes the index of ordering keys. */
  void keepOrder() {
    PgMigrations.addOrderingIndex(server.dataSource(), TABLE);
  }

  EmbeddedPostgresServer server() {
    return server;
  }

  Optional<DiskSpace> disk() {
    return disk;
  }

  /** What an emitter connects to through a pooler that gives it a session per transaction. */
  static String urlThroughPooler(int port) {
    return urlThrough(port) + "&prepareThreshold=0";
  }

  static Pooler.Role role() {
    return new Pooler.Role(ROLE, ROLE_PASSWORD);
  }

  /** What an emitter connects to; all waits are bounded. */
  static String urlThrough(int port) {
    return "jdbc:postgresql://127.0.0.1:"
        + port
        + "/postgres?user="
        + ROLE
        + "&password="
        + ROLE_PASSWORD
        + "&sslmode=disable&gssEncMode=disable&connectTimeout=2&socketTimeout=4&loginTimeout=4"
        + "&tcpKeepAlive=true&logServerErrorDetail=false";
  }

  Connection connect() throws SQLException {
    return server.dataSource().getConnection();
  }

  void execute(String sql) throws SQLException {
    ask(statement -> statement.execute(sql));
  }

  <T> T ask(Sql<T> sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return sql.run(statement);
    }
  }

  /** Asks until the database has recovered from what was done to it. */
  <T> T insist(Sql<T> sql) throws SQLException {
    long deadline = System.nanoTime() + RECOVERY_NANOS;
    while (true) {
      try {
        return ask(sql);
      } catch (SQLException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  static int terminateEmitters(Statement statement) throws SQLException {
    try (ResultSet result =
        statement.executeQuery(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '"
                + ROLE
                + "'")) {
      result.next();
      return result.getInt(1);
    }
  }

  /** How many undelivered rows there are, without these. */
  long pendingBut(Set<Long> rows) throws SQLException {
    return pendingBut(rows, "infinity");
  }

  /** How many of them were there at a time. */
  long pendingBut(Set<Long> rows, String time) throws SQLException {
    String others =
        (rows.isEmpty() ? "" : " AND id NOT IN (" + joined(rows) + ")")
            + " AND created_at <= '"
            + time
            + "'";
    return insist(
        statement -> {
          try (ResultSet result =
              statement.executeQuery(
                  "SELECT count(*) FROM " + TABLE + " WHERE delivered_at IS NULL" + others)) {
            result.next();
            return result.getLong(1);
          }
        });
  }

  /** How many rows there are, of any age. */
  long rows() throws SQLException {
    return ask(
        statement -> {
          try (ResultSet result = statement.executeQuery("SELECT count(*) FROM " + TABLE)) {
            result.next();
            return result.getLong(1);
          }
        });
  }

  /** The time by its clock. */
  String now() throws SQLException {
    return insist(
        statement -> {
          try (ResultSet result = statement.executeQuery("SELECT clock_timestamp()::text")) {
            result.next();
            return result.getString(1);
          }
        });
  }

  private static String joined(Set<Long> rows) {
    return String.join(",", rows.stream().map(String::valueOf).toList());
  }

  Set<String> pendingIds() throws SQLException {
    return ids("SELECT " + BEGINNING + " FROM " + TABLE + " WHERE delivered_at IS NULL");
  }

  /** The ids among the dead letters; none if this version keeps none. */
  Set<String> deadIds() throws SQLException {
    boolean kept =
        insist(
            statement -> {
              try (ResultSet result =
                  statement.executeQuery(
                      "SELECT to_regclass('" + DEAD_LETTERS + "') IS NOT NULL")) {
                result.next();
                return result.getBoolean(1);
              }
            });
    return kept ? ids("SELECT " + BEGINNING + " FROM " + DEAD_LETTERS) : Set.of();
  }

  private Set<String> ids(String sql) throws SQLException {
    return insist(
        statement -> {
          Set<String> ids = new HashSet<>();
          try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
              idOf(result.getBytes(1)).ifPresent(ids::add);
            }
          }
          return ids;
        });
  }

  /** The id is the first field of an event; what was corrupted on purpose begins otherwise. */
  private static Optional<String> idOf(byte[] beginning) {
    if (beginning.length < 2 || beginning[0] != ID_FIELD) {
      return Optional.empty();
    }
    return Optional.of(new String(beginning, 2, beginning[1], StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    server.close();
  }
}
