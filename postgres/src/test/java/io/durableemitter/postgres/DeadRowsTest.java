package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.PendingRow;
import io.durableemitter.spi.Slice;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * While an old transaction keeps removed rows from being cleaned up, nothing that runs again and
 * again reads them. What is read is asked of the server, which counts entries of the index, dead
 * ones too.
 */
@Timeout(120)
class DeadRowsTest {

  private static final int DEAD = 20_000;
  private static final int LIVE = 5;
  private static final int MANY_DEAD = 300_000;
  private static final int WINDOW = 10_000;
  private static final int PAGE = 500;
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** Reads of the live rows by each operation, some of which read them twice. */
  private static final long FEW = 4L * LIVE;

  private final String table = Database.migratedTable();
  private final AtomicLong ticks = new AtomicLong();

  private Connection old;
  private Connection ours;
  private IndexReads reads;
  private PgDurableEventStore store;

  @BeforeEach
  void hold() throws SQLException {
    old = Database.dataSource().getConnection();
    old.setAutoCommit(false);
    old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    ours = Database.dataSource().getConnection();
    IndexReads.number(old, "SELECT count(*) FROM pg_class");
    reads = new IndexReads(ours, table);
    store = store(WindowSize::adapting);
  }

  private PgDurableEventStore store(Supplier<WindowSize> windows) {
    return PgDurableEventStore.builder(reads.watched())
        .table(table)
        .keepDelivered(Duration.ofNanos(1))
        .ticker(ticks::get)
        .windows(windows)
        .build();
  }

  @AfterEach
  void letGo() throws SQLException {
    old.close();
    ours.close();
  }

  @Test
  void noOperationReadsThemAgainAndAgain() throws SQLException {
    die();
    settle();
    for (int more = 0; more < 3; more++) {
      insertLive();
      assertThat(reads.of(this::look)).as("a scan from the beginning").isGreaterThan(DEAD);
      Map<String, Runnable> operations =
          Map.of(
              "claim", this::claim,
              "list",
                  () ->
                      store
                          .listPending(
                              new PageRequest(
                                  Duration.ZERO, PendingCursor.START, 500, Long.MAX_VALUE))
                          .rows(),
              "observe", this::observe,
              "browse", () -> store.browser().orElseThrow().list(all(PendingCursor.START)),
              "leases", () -> store.browser().orElseThrow().leases(),
              "expire",
                  () -> store.deleteExpired(Duration.ofHours(1), PendingCursor.START, 500).count(),
              "purge", () -> store.purgeDelivered(PendingCursor.START, 500).count());
      for (Map.Entry<String, Runnable> operation : operations.entrySet()) {
        assertThat(reads.of(operation.getValue())).as(operation.getKey()).isLessThanOrEqualTo(FEW);
      }
      assertThat(claimed()).as("passed over no row").isEqualTo((more + 1L) * LIVE);
      Database.execute("DELETE FROM " + table);
      die();
      settle();
    }
  }

  @Test
  void noStatementWalksOverMoreThanItsWindow() throws SQLException {
    store = store(() -> WindowSize.fixed(WINDOW));
    for (int i = 0; i < MANY_DEAD / DEAD; i++) {
      die();
    }
    insertLive();
    statementsOf(
        "claim",
        after -> {
          Page<ClaimedEvent> page = store.claim(UUID.randomUUID(), LEASE, all(after));
          claimed += page.rows().size();
          return page.more() ? page.next() : PendingCursor.START;
        });
    assertThat(claimed()).as("behind all that is dead").isEqualTo(LIVE);
    statementsOf(
        "list",
        after -> {
          Page<DurableEvent> page = store.listPending(all(after));
          return page.more() ? page.next() : PendingCursor.START;
        });
    statementsOf(
        "browse",
        after -> {
          Page<PendingRow> page = store.browser().orElseThrow().list(all(after));
          return page.more() ? page.next() : PendingCursor.START;
        });
    statementsOf("expire", after -> next(store.deleteExpired(Duration.ofHours(1), after, PAGE)));
    statementsOf("purge", after -> next(store.purgeDelivered(after, PAGE)));
    reads.forgetMost();
    store.browser().orElseThrow().leases();
    observe();
    settle();
    assertThat(reads.most()).as("observations and looks").isBetween(1L, 2 * WINDOW + FEW);
    Map<String, Runnable> operations =
        Map.of(
            "claim", this::claim,
            "expire", () -> store.deleteExpired(Duration.ofHours(1), PendingCursor.START, PAGE),
            "purge", () -> store.purgeDelivered(PendingCursor.START, PAGE));
    for (Map.Entry<String, Runnable> operation : operations.entrySet()) {
      assertThat(reads.of(operation.getValue()))
          .as(operation.getKey() + " behind the mark")
          .isLessThanOrEqualTo(FEW);
    }
  }

  /** Walks over the whole queue, and shows that each statement read a window at most. */
  private void statementsOf(String what, UnaryOperator<PendingCursor> step) {
    reads.forgetMost();
    int steps = 0;
    PendingCursor at = PendingCursor.START;
    do {
      at = step.apply(at);
      steps++;
    } while (!at.equals(PendingCursor.START));
    assertThat(steps).as(what).isGreaterThanOrEqualTo(MANY_DEAD / WINDOW);
    assertThat(reads.most()).as(what).isBetween(1L, WINDOW + FEW);
  }

  private static PendingCursor next(Slice slice) {
    return slice.more() ? slice.next() : PendingCursor.START;
  }

  private static PageRequest all(PendingCursor after) {
    return new PageRequest(Duration.ZERO, after, PAGE, Long.MAX_VALUE);
  }

  private void look() {
    try {
      IndexReads.number(ours, "SELECT id FROM " + table + " ORDER BY id LIMIT 1");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void claim() {
    claimed +=
        store
            .claim(
                UUID.randomUUID(),
                Duration.ofMinutes(1),
                new PageRequest(Duration.ZERO, PendingCursor.START, 500, Long.MAX_VALUE))
            .rows()
            .size();
  }

  private long claimed;

  private long claimed() {
    return claimed;
  }

  private void observe() {
    store.observeQueue(Duration.ofHours(1), Duration.ZERO);
  }

  private void insertLive() {
    for (int i = 0; i < LIVE; i++) {
      store.insert(Payload.wrap(new byte[] {1}));
    }
  }

  private void die() {
    Database.execute(
        "INSERT INTO "
            + table
            + " (payload) SELECT '\\x00' FROM generate_series(1, "
            + DEAD
            + "); DELETE FROM "
            + table
            // autovacuum may, at any moment: then the planner thinks that there are no rows
            + "; ANALYZE "
            + table);
  }

  /** Looks, and looks again when all ids were taken long enough ago. */
  private void settle() {
    ticks.addAndGet(LowWater.FRESH_NANOS);
    observe();
    ticks.addAndGet(LowWater.SETTLED_NANOS);
    observe();
  }
}
