package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.spi.DurableQueueStats;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue that takes longer to walk over than an observation may. */
@Timeout(120)
class QueueObserverTest {

  private final String table = Database.migratedTable();
  private final AtomicLong ticks = new AtomicLong();
  private final AtomicLong tick = new AtomicLong();
  private final PgDurableEventStore store =
      PgDurableEventStore.builder(Database.dataSource())
          .table(table)
          .windows(() -> WindowSize.fixed(10))
          .ticker(() -> ticks.addAndGet(tick.get()))
          .build();

  @Test
  void whatWasCountedIsToldAsEstimatedUntilTheRoundIsThrough() {
    insert(25);
    assertThat(observe().depth()).as("in time").isEqualTo(25);
    assertThat(observe().estimated()).isFalse();

    tick.set(QueueObserver.BUDGET_NANOS);
    insert(5);
    for (int call = 1; call <= 2; call++) {
      DurableQueueStats before = observe();
      assertThat(before.estimated()).isTrue();
      assertThat(before.depth()).as("of the round before").isEqualTo(25);
    }
    DurableQueueStats whole = observe();
    assertThat(whole.estimated()).isFalse();
    assertThat(whole.depth()).isEqualTo(30);
    assertThat(whole.totalRows()).isEqualTo(30);
    assertThat(whole.payloadBytes()).isEqualTo(30);
    assertThat(whole.oldestPendingAge()).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(3));
  }

  private DurableQueueStats observe() {
    return store.observeQueue(Duration.ofHours(1), Duration.ZERO);
  }

  private void insert(int count) {
    Database.execute(
        "INSERT INTO "
            + table
            + " (payload, created_at) SELECT '\\x00', now() - interval '1 minute'"
            + " FROM generate_series(1, "
            + count
            + ")");
  }
}
