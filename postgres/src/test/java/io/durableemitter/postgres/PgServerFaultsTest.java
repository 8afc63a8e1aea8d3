package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Faults of a real server: what the caller is told, and that the store works when they end. */
@Timeout(120)
class PgServerFaultsTest {

  private static final UUID ME = new UUID(0, 1);

  private final String table = Database.migratedTable();
  private final LimitedRole role = new LimitedRole(table);
  private final PgDurableEventStore store =
      PgDurableEventStore.builder(role.dataSource()).table(table).build();

  @Test
  void theRightsOfTheDocumentationAreEnough() {
    insert();
    assertThat(claim(store)).isEqualTo(1);
    assertThat(store.redrive(DeadLetterFilter.ALL, 1)).isZero();
    assertThat(store.markDeliveredBatch(ME, new long[] {1})).isEqualTo(1);
  }

  @Test
  void aStatementTimeoutOfTheServerIsNotDoneAndPasses() throws Exception {
    role.alter("SET statement_timeout = '200ms'");
    whileLocked(() -> assertNotDone(this::insert, "took longer than its timeout"));
    whileLocked(() -> assertNotDone(() -> claim(store), "took longer than its timeout"));
    worksAgain();
  }

  @Test
  void aLockTimeoutIsNotDoneAndPasses() throws Exception {
    role.alter("SET lock_timeout = '200ms'");
    whileLocked(() -> assertNotDone(this::insert, "another session holds a lock on the table"));
    whileLocked(() -> assertNotDone(() -> claim(store), "another session holds a lock"));
    worksAgain();
  }

  @Test
  void aServerThatIsReadOnlyIsNotDoneAndSaysWhereToWrite() {
    role.alter("SET default_transaction_read_only = on");
    assertNotDone(this::insert, "connect to the primary (targetServerType=primary)");
    assertNotDone(store::probe, "connect to the primary (targetServerType=primary)");
    assertNotDone(() -> claim(store), "the server is read-only");
    role.alter("RESET default_transaction_read_only");
    worksAgain();
  }

  @Test
  void aServerWithoutAConnectionLeftIsNotDoneAndPasses() {
    role.alter("CONNECTION LIMIT 0");
    assertNotDone(this::insert, "no connection to the database", "use a smaller pool");
    role.alter("CONNECTION LIMIT -1");
    worksAgain();
  }

  @Test
  void aFullDiskIsNotDoneAndPasses() {
    raise("53100", "true");
    assertNotDone(this::insert, "the server's disk is full");
    assertNotDone(store::probe, "the server's disk is full");
    Database.execute("DROP TRIGGER raise ON " + table);
    worksAgain();
  }

  @Test
  void victimsOfDeadlocksAndOfSerializationAreTriedAgain() {
    for (String state : List.of("40001", "40P01")) {
      String once = table + "_once_" + state.toLowerCase(Locale.ROOT);
      Database.execute("CREATE SEQUENCE " + once);
      raise(state, "nextval('" + once + "') % 3 <> 0");
      insert();
      claim(store);
      assertThat(Database.query("SELECT last_value FROM " + once)).isEqualTo("6");
      Database.execute("DROP TRIGGER raise ON " + table);
    }
    worksAgain();
  }

  @Test
  void aRefusedEventIsToldFromAFailure() {
    Database.execute("ALTER TABLE " + table + " ADD CHECK (octet_length(payload) < 10)");
    assertThatThrownBy(() -> store.insert(Payload.wrap(new byte[10])))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isDataRefused()).isTrue());
    raise("53100", "true");
    assertThatThrownBy(this::insert)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.isDataRefused()).isFalse());
  }

  @Test
  void connectionsThatTheAdministratorEndsAreNotMissed() throws Exception {
    PGSimpleDataSource dataSource = role.dataSource();
    dataSource.setApplicationName(table);
    PgDurableEventStore stormy = PgDurableEventStore.builder(dataSource).table(table).build();
    AtomicBoolean over = new AtomicBoolean();
    Callable<List<Long>> inserter =
        () -> {
          List<Long> acknowledged = new ArrayList<>();
          while (!over.get()) {
            tried(() -> acknowledged.add(stormy.insert(Payload.wrap(new byte[] {1}))));
          }
          return acknowledged;
        };
    Callable<List<Long>> claimer =
        () -> {
          while (!over.get()) {
            tried(() -> claim(stormy));
          }
          return List.of();
        };
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<List<Long>>> work = new ArrayList<>();
    List.of(inserter, inserter, claimer).forEach(one -> work.add(threads.submit(one)));
    long killed = 0;
    for (int i = 0; i < 10_000 && killed < 50; i++) {
      killed +=
          Long.parseLong(
              Database.query(
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                      + " WHERE application_name = '"
                      + table
                      + "'"));
      LockSupport.parkNanos(1_000_000);
    }
    over.set(true);
    List<Long> acknowledged = new ArrayList<>();
    for (Future<List<Long>> one : work) {
      acknowledged.addAll(one.get());
    }
    threads.shutdown();

    assertThat(killed).isGreaterThanOrEqualTo(50);
    assertThat(acknowledged).doesNotHaveDuplicates();
    assertThat(pendingIds()).containsAll(acknowledged);
    Eventually.equal(
        "0",
        () ->
            Database.query(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + table + "'"));
    worksAgain();
  }

  @Test
  void whoChangesTheSameRowsInAnyOrderDoesNotDeadlock() throws Exception {
    Database.execute(
        "INSERT INTO " + table + " (payload) SELECT '\\x00' FROM generate_series(1, 2000)");
    DeadlockCounter counter = new DeadlockCounter();
    PgDurableEventStore watched =
        PgDurableEventStore.builder(counter.around(Database.dataSource())).table(table).build();
    EventClaims claims = watched;
    List<Callable<Integer>> work = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      int kind = i;
      work.add(
          () -> {
            int changed = 0;
            for (int round = 0; round < 25; round++) {
              changed += change(claims, kind, shuffled(random));
            }
            return changed;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (Future<Integer> one : threads.invokeAll(work)) {
      assertThat(one.get()).isPositive();
    }
    threads.shutdown();
    assertThat(counter.deadlocks()).isZero();
  }

  private static int change(EventClaims claims, int kind, List<Long> ids) {
    return switch (kind) {
      case 0, 1 -> claims.renewClaims(ME, array(ids), Duration.ofMinutes(1)).length;
      case 2 -> 1 + claims.releaseClaims(ME, array(ids));
      default ->
          claims.backOff(
              ME, ids.stream().map(id -> new BackOff(id, Duration.ZERO, "no answer")).toList());
    };
  }

  private static List<Long> shuffled(Random random) {
    List<Long> ids = new ArrayList<>(LongStream.rangeClosed(1, 2_000).boxed().toList());
    Collections.shuffle(ids, random);
    return ids.subList(0, 1_000);
  }

  private static long[] array(List<Long> ids) {
    return ids.stream().mapToLong(Long::longValue).toArray();
  }

  private static void tried(Runnable work) {
    try {
      work.run();
    } catch (StoreException e) {
      assertThat(e).hasMessageContaining("SQLSTATE");
    }
  }

  private void whileLocked(Runnable work) throws Exception {
    insert();
    try (Connection connection = Database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + table);
      work.run();
      connection.rollback();
    }
  }

  private void raise(String state, String condition) {
    Database.execute(
        "CREATE OR REPLACE FUNCTION "
            + table
            + "_raise() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN IF "
            + condition
            + " THEN RAISE EXCEPTION 'scripted' USING ERRCODE = '"
            + state
            + "'; END IF; RETURN NEW; END $$;"
            + "CREATE TRIGGER raise BEFORE INSERT OR UPDATE ON "
            + table
            + " FOR EACH ROW EXECUTE FUNCTION "
            + table
            + "_raise()");
  }

  private static void assertNotDone(ThrowingCallable work, String... remedies) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE);
              assertThat(e.isDataRefused()).isFalse();
            })
        .message()
        .contains(remedies);
  }

  private void worksAgain() {
    Database.passTime(table, Duration.ofHours(1));
    store.probe();
    long id = store.insert(Payload.wrap(new byte[] {2}));
    assertThat(pendingIds()).contains(id);
    assertThat(claim(store)).as("every lease has ended").isEqualTo(pendingIds().size());
  }

  private void insert() {
    store.insert(Payload.wrap(new byte[] {1}));
  }

  private static int claim(PgDurableEventStore from) {
    return from.claim(
            ME,
            Duration.ofMinutes(10),
            new PageRequest(Duration.ZERO, PendingCursor.START, 100_000, Long.MAX_VALUE))
        .rows()
        .size();
  }

  private List<Long> pendingIds() {
    return store
        .listPending(new PageRequest(Duration.ZERO, PendingCursor.START, 100_000, Long.MAX_VALUE))
        .rows()
        .stream()
        .map(DurableEvent::id)
        .toList();
  }
}
