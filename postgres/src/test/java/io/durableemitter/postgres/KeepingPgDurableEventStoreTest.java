package io.durableemitter.postgres;

import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.testkit.DurableEventStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KeepingPgDurableEventStoreTest extends DurableEventStoreContract {

  private final String table = Database.migratedTable();

  @Override
  protected DurableEventStore createStore() {
    return PgDurableEventStore.builder(Database.dataSource())
        .table(table)
        .keepDelivered(Duration.ofNanos(1))
        .build();
  }

  @Override
  protected void age(long id, Duration age) {
    Database.execute(
        "UPDATE "
            + table
            + " SET created_at = created_at - interval '"
            + age.toSeconds()
            + " seconds' WHERE id = "
            + id);
  }
}
