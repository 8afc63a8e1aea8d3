package io.durableemitter.postgres;

import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.testkit.DurableEventStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;

/** A queue that is wider than what a statement may walk over. */
@Timeout(120)
class SmallWindowsPgDurableEventStoreTest extends DurableEventStoreContract {

  private final String table = Database.migratedTable();

  @Override
  protected DurableEventStore createStore() {
    return PgDurableEventStore.builder(Database.dataSource())
        .table(table)
        .windows(() -> WindowSize.fixed(3))
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
