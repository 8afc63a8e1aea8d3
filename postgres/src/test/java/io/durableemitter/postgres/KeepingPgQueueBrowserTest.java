package io.durableemitter.postgres;

import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.testkit.QueueBrowserContract;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KeepingPgQueueBrowserTest extends QueueBrowserContract {

  private final String table = Database.migratedTable();

  @Override
  protected DurableEventStore createStore() {
    return PgDurableEventStore.builder(Database.dataSource())
        .table(table)
        .keepDelivered(Duration.ofNanos(1))
        .build();
  }

  @Override
  protected void passTime(Duration time) {
    Database.passTime(table, time);
  }
}
