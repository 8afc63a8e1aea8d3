package io.durableemitter.examples.sqlite;

import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.testkit.DeadLetterStoreContract;
import io.durableemitter.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteDeadLetterStoreTest extends DeadLetterStoreContract {

  private final ManualClock clock = new ManualClock();
  @TempDir private Path folder = Path.of("");
  private SqliteEventStore store = new SqliteEventStore(Path.of(":memory:"), clock);

  @Override
  protected DurableEventStore createStore() {
    store.close();
    store = new SqliteEventStore(folder.resolve("events.db"), clock);
    return store;
  }

  @Override
  protected void passTime(Duration time) {
    clock.advance(time);
  }

  @AfterEach
  void close() {
    store.close();
  }
}
