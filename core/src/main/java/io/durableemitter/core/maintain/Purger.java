package io.durableemitter.core.maintain;

import io.durableemitter.api.DurableEventStore;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;

/** Removes rows that are delivered and kept, a bounded slice per pass. */
public final class Purger implements Pass {

  private final DurableEventStore store;
  private final int batchSize;
  private final Duration interval;
  private final EmitterCounters counters;

  /** A purger. */
  public Purger(
      DurableEventStore store, int batchSize, Duration interval, EmitterCounters counters) {
    this.store = store;
    this.batchSize = batchSize;
    this.interval = interval;
    this.counters = counters;
  }

  @Override
  public Duration runOnce() {
    int purged = store.purgeDelivered(batchSize);
    counters.purged(purged);
    return purged < batchSize ? interval : Duration.ZERO;
  }
}
