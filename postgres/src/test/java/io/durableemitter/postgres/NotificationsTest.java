package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.RowNotifications;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.TransactionalInsert;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What a host is told of rows of others, and of which it is not. */
@Timeout(120)
class NotificationsTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration DUE = Duration.ofMinutes(1);

  private final String table = Database.migratedTable();
  private final AtomicLong nanos = new AtomicLong();
  private final PgDurableEventStore store =
      PgDurableEventStore.builder(Database.dataSource())
          .table(table)
          .ticker(nanos::get)
          .notifications(Database.dataSource())
          .build();
  private final RowNotifications notifications = store.notifications().orElseThrow();

  @BeforeEach
  void listen() {
    PgMigrations.addNotifyTrigger(Database.dataSource(), table);
    assertThat(notifications.await(SHORT)).as("listens from here on").isEmpty();
  }

  @AfterEach
  void close() {
    notifications.close();
  }

  private void insertWaiting(int rows) {
    Database.execute(
        "INSERT INTO "
            + table
            + " (payload, next_attempt_at) SELECT '\\x0a0161', now() FROM generate_series(1, "
            + rows
            + ")");
  }

  @Test
  void aRowOfSqlThatIsDueIsTold() {
    insertWaiting(1);
    assertThat(notifications.await(LONG)).hasSize(1);
    assertThat(notifications.await(SHORT)).as("once").isEmpty();
  }

  @Test
  void aRowOfATransactionIsToldAtItsCommit() throws SQLException {
    try (Connection connection = Database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      List<Long> ids = insert(connection).ids();
      assertThat(notifications.await(SHORT)).as("not committed").isEmpty();
      connection.commit();
      assertThat(notifications.await(LONG)).containsExactly(ids.get(0));
      insert(connection);
      connection.rollback();
      assertThat(notifications.await(SHORT)).as("rolled back").isEmpty();
    }
  }

  private TransactionalInsert insert(Connection connection) {
    return store.insertInTransaction(connection, List.of(Payload.copyOf(new byte[] {1})), DUE);
  }

  @Test
  void rowsThatAnEmitterSendsItselfAreNotTold() {
    store.insertBatch(List.of(Payload.copyOf(new byte[] {1})));
    Database.execute("INSERT INTO " + table + " (payload) VALUES ('\\x0a0161')");
    assertThat(notifications.await(SHORT)).isEmpty();
    insertWaiting(1);
    assertThat(notifications.await(LONG)).as("of the same group of ids").hasSize(1);
  }

  @Test
  void rowsThatSomebodyHasClaimedAreNotTold() {
    insertWaiting(3);
    long[] all = notifications.await(LONG);
    store.claim(new UUID(0, 1), DUE, new long[] {all[0]}, Long.MAX_VALUE);
    Database.execute("SELECT pg_notify('durable_emitter', '" + table + " " + (all[0] >> 6) + "')");
    assertThat(notifications.await(LONG)).containsExactly(all[1], all[2]);
  }

  @Test
  void manyRowsOfATransactionTakeFewNotificationsAndABoundedAnswer() {
    insertWaiting(20_000);
    int told = 0;
    while (told < 10_000) { // the others are found by a sweep
      long[] rows = notifications.await(LONG);
      assertThat(rows.length).isBetween(1, 15_000);
      assertThat(rows).doesNotHaveDuplicates();
      told += rows.length;
    }
    assertThat(told).isLessThanOrEqualTo(20_000);
  }

  @Test
  void otherTablesAndOtherWordsHaveNoEffect() {
    String other = Database.migratedTable();
    PgMigrations.addNotifyTrigger(Database.dataSource(), other);
    Database.execute(
        "INSERT INTO " + other + " (payload, next_attempt_at) VALUES ('\\x0a0161', now())");
    for (String words :
        List.of("", table, table + " ", table + " x", table + " 99999999999999999999999", "\t")) {
      Database.execute("SELECT pg_notify('durable_emitter', '" + words + "')");
    }
    Database.execute("SELECT pg_notify('durable_emitter', '" + table + " " + Long.MAX_VALUE + "')");
    Database.execute("SELECT pg_notify('durable_emitter', '" + table + " -1')");
    assertThat(notifications.await(SHORT)).isEmpty();
    insertWaiting(1);
    assertThat(notifications.await(LONG)).hasSize(1);
  }

  @Test
  void anInsertOfEachKindGoesOnWithTheTrigger() {
    long[] ids = store.insertBatch(List.of(Payload.copyOf(new byte[] {1})));
    assertThat(ids).hasSize(1);
    PgMigrations.addNotifyTrigger(Database.dataSource(), table);
    Database.execute(PgMigrations.notifyTriggerSql(table));
    assertThat(
            Database.query(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = '"
                    + table
                    + "'::regclass AND NOT tgisinternal"))
        .isEqualTo("1");
  }

  @Test
  void aBrokenConnectionIsToldAndMadeAgain() {
    killListeners();
    assertThatThrownBy(() -> notifications.await(LONG))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("listening for rows of " + table);
    assertThat(notifications.await(SHORT)).as("listens again").isEmpty();
    insertWaiting(1);
    assertThat(notifications.await(LONG)).hasSize(1);
  }

  private static void killListeners() {
    Database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE query LIKE '%pg_notify%' AND pid <> pg_backend_pid()");
  }

  @Test
  void aSilentConnectionIsAskedWhetherItLives() {
    Database.execute("ALTER TABLE " + table + " RENAME TO elsewhere");
    assertThat(notifications.await(SHORT)).as("not asked yet").isEmpty();
    nanos.addAndGet(Duration.ofSeconds(15).toNanos());
    assertThatThrownBy(() -> notifications.await(SHORT)).isInstanceOf(StoreException.class);
  }

  @Test
  void aConnectionOnWhichNothingArrivesIsRefused() {
    PgDurableEventStore pooled =
        PgDurableEventStore.builder(Database.dataSource())
            .table(table)
            .notifications(deaf(Database.dataSource()))
            .build();
    try (RowNotifications deaf = pooled.notifications().orElseThrow()) {
      assertThatThrownBy(() -> deaf.await(SHORT))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("pooler in transaction mode");
    }
  }

  /** Connections that keep notifications to themselves. */
  private static DataSource deaf(DataSource source) {
    return proxy(
        DataSource.class,
        source,
        "getConnection",
        connection ->
            proxy(
                Connection.class,
                (Connection) connection,
                "unwrap",
                driver ->
                    proxy(
                        PGConnection.class,
                        (PGConnection) driver,
                        "getNotifications",
                        all -> new PGNotification[0])));
  }

  @FunctionalInterface
  private interface Replacement {
    Object of(Object result);
  }

  private static <T> T proxy(Class<T> type, T of, String method, Replacement replacement) {
    return type.cast(
        Proxy.newProxyInstance(
            NotificationsTest.class.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) -> {
              Object result = called.invoke(of, arguments);
              return called.getName().equals(method) ? replacement.of(result) : result;
            }));
  }

  @Test
  void closingEndsAWait() throws Exception {
    ExecutorService waiting = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch begun = new CountDownLatch(1);
      Future<long[]> rows =
          waiting.submit(
              () -> {
                begun.countDown();
                return notifications.await(Duration.ofHours(1));
              });
      begun.await();
      notifications.close();
      assertThat(rows.get()).isEmpty();
      assertThat(notifications.await(LONG)).isEmpty();
    } finally {
      waiting.shutdownNow();
    }
  }

  @Test
  void aStoreThatWasNotAskedToDoesNotListen() {
    assertThat(PgDurableEventStore.builder(Database.dataSource()).build().notifications())
        .isEmpty();
  }
}
