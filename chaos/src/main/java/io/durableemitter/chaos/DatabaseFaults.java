package io.durableemitter.chaos;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What happens to the database. */
final class DatabaseFaults implements Injector {

  private static final Duration BETWEEN_BLOWS = Duration.ofMillis(200);

  // the most that the server takes; it waits only beside other transactions
  private static final int LONGEST_COMMIT_DELAY_MICROS = 100_000;

  private final Database database;
  private final Set<Long> corruptRows = new HashSet<>();

  DatabaseFaults(Database database) {
    this.database = database;
  }

  /** Rows that were never an event. */
  Set<Long> corruptRows() {
    return corruptRows;
  }

  @Override
  public Optional<Healing> inject(Step step)
      throws IOException, SQLException, InterruptedException {
    return switch (step.fault()) {
      case KILL_BACKEND -> Optional.of(killBackend(step));
      case TERMINATE_BACKENDS -> Optional.of(terminateBackends());
      case CRASH_DATABASE -> {
        database.server().killServer();
        yield Optional.of(database.server()::restart);
      }
      case STOP_DATABASE_AT_ONCE -> Optional.of(stopAtOnce());
      case LOCK_TABLE ->
          Optional.of(session("LOCK TABLE " + Database.TABLE + " IN ACCESS EXCLUSIVE MODE"));
      case STATEMENT_TIMEOUT -> Optional.of(sessionsWith("statement_timeout", "5ms"));
      case SERIALIZABLE ->
          Optional.of(sessionsWith("default_transaction_isolation", "serializable"));
      case SLOW_COMMITS -> Optional.of(slowCommits(step));
      case IDLE_IN_TRANSACTION -> Optional.of(session("SELECT count(*) FROM " + Database.TABLE));
      case CORRUPT_ROWS -> Optional.of(corruptRows(step));
      case DISK_FULL -> diskFull();
      default -> throw new IllegalArgumentException(step + " is not of the database");
    };
  }

  /** The server takes one killed process for a sign that its memory is spoilt, and starts anew. */
  private Healing killBackend(Step step) throws SQLException {
    List<Long> pids = database.ask(DatabaseFaults::emitters);
    if (!pids.isEmpty()) {
      ProcessHandle.of(pids.get(step.oneOf(pids.size()))).ifPresent(ProcessHandle::destroyForcibly);
    }
    return this::awaitRecovery;
  }

  private static List<Long> emitters(Statement statement) throws SQLException {
    List<Long> pids = new ArrayList<>();
    try (ResultSet result =
        statement.executeQuery(
            "SELECT pid FROM pg_stat_activity WHERE usename = '"
                + Database.ROLE
                + "' ORDER BY 1")) {
      while (result.next()) {
        pids.add(result.getLong(1));
      }
    }
    return pids;
  }

  private void awaitRecovery() throws SQLException {
    database.insist(statement -> statement.execute("SELECT 1"));
  }

  private Healing terminateBackends() {
    ScheduledExecutorService storm = Executors.newSingleThreadScheduledExecutor();
    var blows =
        storm.scheduleWithFixedDelay(
            this::terminateAll, 0, BETWEEN_BLOWS.toMillis(), TimeUnit.MILLISECONDS);
    return () -> {
      blows.cancel(false);
      storm.shutdown();
      if (!storm.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the storm does not end");
      }
    };
  }

  private void terminateAll() {
    try {
      database.ask(Database::terminateEmitters);
    } catch (SQLException e) {
      // nobody else harms the database at the same time
      throw new IllegalStateException(e);
    }
  }

  /** As pg_ctl stop -m immediate does. */
  private Healing stopAtOnce() throws IOException, InterruptedException {
    ProcessHandle server = ProcessHandle.of(database.server().pid()).orElseThrow();
    new ProcessBuilder("/bin/sh", "-c", "kill -QUIT \"$1\"", "sh", Long.toString(server.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return database.server()::restart;
  }

  private Healing session(String sql) throws SQLException {
    Connection connection = database.connect();
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return () -> {
      connection.rollback();
      connection.close();
    };
  }

  private Healing sessionsWith(String setting, String value) throws SQLException {
    String role = "ALTER ROLE " + Database.ROLE;
    database.execute(role + " SET " + setting + " = '" + value + "'");
    // it holds for new sessions only
    database.ask(Database::terminateEmitters);
    return () -> {
      database.execute(role + " RESET " + setting);
      database.ask(Database::terminateEmitters);
    };
  }

  /** Each insert waits once at its commit: until its rows are old, but within its time. */
  private Healing slowCommits(Step step) throws SQLException {
    double seconds = 1.2 + step.oneOf(500) / 1_000.0;
    database.execute("ALTER SYSTEM SET commit_delay = " + LONGEST_COMMIT_DELAY_MICROS);
    database.execute("SELECT pg_reload_conf()");
    database.execute(
        "CREATE OR REPLACE FUNCTION chaos.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF current_setting('chaos.slept', true)"
            + " IS DISTINCT FROM pg_current_xact_id()::text THEN"
            + " PERFORM set_config('chaos.slept', pg_current_xact_id()::text, true);"
            + " PERFORM pg_sleep("
            + seconds
            + "); END IF; RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON "
            + Database.TABLE
            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chaos.slow()");
    return () -> {
      database.execute("DROP TRIGGER slow ON " + Database.TABLE);
      database.execute("ALTER SYSTEM RESET commit_delay");
      database.execute("SELECT pg_reload_conf()");
    };
  }

  private Healing corruptRows(Step step) throws SQLException {
    Random random = new Random(step.choice());
    try (Connection connection = database.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO " + Database.TABLE + " (payload) VALUES (?) RETURNING id")) {
      for (int i = 0; i <= step.oneOf(20); i++) {
        byte[] payload = new byte[random.nextInt(64)];
        random.nextBytes(payload);
        if (payload.length > 0) {
          // no field of protobuf begins so
          payload[0] = (byte) 0x07;
        }
        insert.setBytes(1, payload);
        try (ResultSet result = insert.executeQuery()) {
          result.next();
          corruptRows.add(result.getLong(1));
        }
      }
    }
    return () -> {};
  }

  private Optional<Healing> diskFull() throws IOException {
    if (database.disk().isEmpty()) {
      return Optional.empty();
    }
    DiskSpace disk = database.disk().get();
    disk.fill();
    return Optional.of(
        () -> {
          disk.free();
          // without room for its log the server may have given up
          database.server().restart();
        });
  }
}
