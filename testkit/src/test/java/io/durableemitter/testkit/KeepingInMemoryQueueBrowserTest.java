package io.durableemitter.testkit;

import io.durableemitter.spi.DurableEventStore;
import java.time.Duration;

class KeepingInMemoryQueueBrowserTest extends QueueBrowserContract {

  private final ManualClock clock = new ManualClock();

  @Override
  protected DurableEventStore createStore() {
    return new InMemoryEventStore(clock, true);
  }

  @Override
  protected void passTime(Duration time) {
    clock.advance(time);
  }
}
