package io.durableemitter.postgres;

import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.testkit.QueueBrowserContract;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;

/** A queue that is wider than what a statement may walk over. */
@Timeout(120)
class SmallWindowsPgQueueBrowserTest extends QueueBrowserContract {

  private final String table = Database.migratedTable();

  @Override
  protected DurableEventStore createStore() {
    return PgDurableEventStore.builder(Database.dataSource())
        .table(table)
        .windows(() -> WindowSize.fixed(3))
        .build();
  }

  @Override
  protected void passTime(Duration time) {
    Database.passTime(table, time);
  }
}
