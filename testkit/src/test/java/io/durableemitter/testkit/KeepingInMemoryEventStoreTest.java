package io.durableemitter.testkit;

import io.durableemitter.spi.DurableEventStore;
import java.time.Duration;

class KeepingInMemoryEventStoreTest extends DurableEventStoreContract {

  private final InMemoryEventStore store = new InMemoryEventStore(new ManualClock(), true);

  @Override
  protected DurableEventStore createStore() {
    return store;
  }

  @Override
  protected void age(long id, Duration age) {
    store.age(id, age);
  }
}
