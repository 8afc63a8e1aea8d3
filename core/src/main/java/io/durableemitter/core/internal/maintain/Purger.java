package io.durableemitter.core.internal.maintain;

import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Removes rows that are delivered and kept, a bounded slice per pass. */
public final class Purger implements Pass {

  private final DurableEventStore store;
  private final int batchSize;
  private final Duration interval;
  private final EmitterCounters counters;
  private final LongSupplier ticker;
  private PendingCursor after = PendingCursor.START; // by the duty's thread

  public Purger(
      DurableEventStore store,
      int batchSize,
      Duration interval,
      EmitterCounters counters,
      LongSupplier ticker) {
    this.store = store;
    this.batchSize = batchSize;
    this.interval = interval;
    this.counters = counters;
    this.ticker = ticker;
  }

  @Override
  public Duration runOnce() {
    long began = ticker.getAsLong();
    Slice slice = store.purgeDelivered(after, batchSize);
    counters.purged(slice.count());
    after = slice.more() ? slice.next() : PendingCursor.START;
    return Pass.afterSlice(slice, ticker.getAsLong() - began, interval);
  }
}
