package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Payload;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions whose transactions begin in another isolation level than READ COMMITTED. */
@Timeout(120)
class IsolationTest {

  private static final UUID ME = new UUID(0, 1);

  private final String table = Database.migratedTable();
  private final LimitedRole role = new LimitedRole(table);

  @Test
  void statementsAreReadCommittedAndTheSessionIsLeftAsItWas() throws SQLException {
    Database.execute(
        "CREATE TABLE "
            + table
            + "_log (op text, setting text);"
            + "CREATE FUNCTION "
            + table
            + "_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
            + " INSERT INTO "
            + table
            + "_log VALUES (TG_OP, current_setting('transaction_isolation'));"
            + " RETURN NULL; END $$;"
            + "CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION "
            + table
            + "_note()");
    role.alter("SET default_transaction_isolation = 'serializable'");
    try (Connection connection = role.dataSource().getConnection()) {
      PgDurableEventStore store =
          PgDurableEventStore.builder(new OneConnection(connection)).table(table).build();
      long[] id = {store.insert(Payload.wrap(new byte[] {1}))};
      store.renewClaims(ME, id, Duration.ofMinutes(1));
      store.markDeliveredBatch(ME, id);
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(text(connection, "SHOW transaction_isolation")).isEqualTo("serializable");
      assertThat(text(connection, "SHOW default_transaction_isolation")).isEqualTo("serializable");
    }
    assertThat(Database.query("SELECT op || ' in ' || setting FROM " + table + "_log"))
        .isEqualTo("INSERT in read committed\nUPDATE in read committed\nDELETE in read committed");
  }

  @Test
  void whoChangesTheSameRowsIsNotRefused() throws Exception {
    for (String level : List.of("repeatable read", "serializable")) {
      role.alter("SET default_transaction_isolation = '" + level + "'");
      Database.execute(
          "TRUNCATE "
              + table
              + " RESTART IDENTITY; INSERT INTO "
              + table
              + " (payload) SELECT '\\x00' FROM generate_series(1, 200)");
      List<Callable<Integer>> work = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        EventClaims claims = PgDurableEventStore.builder(role.dataSource()).table(table).build();
        UUID owner = new UUID(1, i);
        work.add(() -> changeAll(claims, owner));
      }
      ExecutorService threads = Executors.newFixedThreadPool(4);
      for (Future<Integer> one : threads.invokeAll(work)) {
        assertThat(one.get()).as(level).isEqualTo(50);
      }
      threads.shutdown();
    }
  }

  private static int changeAll(EventClaims claims, UUID owner) {
    long[] ids = LongStream.rangeClosed(1, 200).toArray();
    int rounds = 0;
    for (; rounds < 50; rounds++) {
      claims.claim(
          owner,
          Duration.ofMinutes(1),
          new PageRequest(Duration.ZERO, PendingCursor.START, 20, Long.MAX_VALUE));
      claims.renewClaims(owner, ids, Duration.ofMinutes(1));
      claims.releaseClaims(owner, ids);
      claims.backOff(
          owner,
          LongStream.of(ids).mapToObj(id -> new BackOff(id, Duration.ZERO, "no answer")).toList());
    }
    return rounds;
  }

  @Test
  void aLostReplyToTheCommitIsSettled() throws Exception {
    role.alter("SET default_transaction_isolation = 'serializable'");
    try (ReplyCutter proxy = new ReplyCutter(Database.server().port())) {
      PgDurableEventStore store =
          PgDurableEventStore.builder(role.dataSource(proxy.port())).table(table).build();
      store.insert(Payload.wrap(new byte[] {1}));
      proxy.cutNextReplyTo("COMMIT\0");
      long id = store.insert(Payload.wrap(new byte[] {2}));
      assertThat(proxy.cuts()).isEqualTo(1);
      assertThat(Database.query("SELECT max(id) || ' of ' || count(*) FROM " + table))
          .isEqualTo(id + " of 2");
    }
  }

  @Test
  void aCommitThatNoStandbyHasConfirmedIsUnknown() throws Exception {
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary();
        Connection admin = server.dataSource().getConnection()) {
      PgMigrations.migrate(server.dataSource());
      text(admin, "SELECT set_config('synchronous_commit', 'local', false)");
      try (Statement statement = admin.createStatement()) {
        statement.execute("ALTER SYSTEM SET default_transaction_isolation = 'serializable'");
        statement.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
      }
      text(admin, "SELECT pg_reload_conf()");
      PgDurableEventStore store = PgDurableEventStore.builder(server.dataSource()).build();
      // commits wait from when the checkpointer has read it, and no view tells that
      List<CompletableFuture<Long>> inserts = new ArrayList<>();
      Eventually.equal(
          true,
          () -> {
            CompletableFuture<Long> insert = insertUntilCancelled(store, admin);
            inserts.add(insert);
            return insert.isCompletedExceptionally();
          });
      assertThat(inserts.get(inserts.size() - 1))
          .failsWithin(Duration.ZERO)
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
      assertThat(text(admin, "SELECT count(*) FROM cre.chip_durable_events"))
          .isEqualTo(Integer.toString(inserts.size()));
    }
  }

  private static CompletableFuture<Long> insertUntilCancelled(
      PgDurableEventStore store, Connection admin) {
    CompletableFuture<Long> inserted =
        CompletableFuture.supplyAsync(() -> store.insert(Payload.wrap(new byte[] {1})));
    Eventually.equal(
        true,
        () -> {
          shown(
              admin,
              "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity"
                  + " WHERE wait_event = 'SyncRep'");
          return inserted.isDone();
        });
    return inserted;
  }

  private static String shown(Connection connection, String sql) {
    try {
      return text(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void processesThatMigrateAtOnceAreSafe() throws Exception {
    String fresh = Database.freshTable();
    LimitedRole owner = new LimitedRole(table);
    owner.alter("SUPERUSER");
    owner.alter("SET default_transaction_isolation = 'serializable'");
    ExecutorService starters = Executors.newFixedThreadPool(4);
    Callable<Boolean> start =
        () -> {
          PgMigrations.migrate(owner.dataSource(), fresh);
          return true;
        };
    for (Future<Boolean> one : starters.invokeAll(List.of(start, start, start, start))) {
      assertThat(one.get()).isTrue();
    }
    starters.shutdown();
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
