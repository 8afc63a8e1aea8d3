package io.durableemitter.postgres;

import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.testkit.QueueBrowserContract;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PgQueueBrowserTest extends QueueBrowserContract {

  private final String table = Database.migratedTable();

  @Override
  protected DurableEventStore createStore() {
    PgMigrations.addOrderingIndex(Database.dataSource(), table);
    return PgDurableEventStore.builder(Database.dataSource()).table(table).build();
  }

  @Override
  protected void passTime(Duration time) {
    Database.passTime(table, time);
  }
}
