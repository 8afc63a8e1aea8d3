package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.DeadLetterStore;
import java.time.Duration;

/** Removes dead letters that were kept long enough, a bounded slice per pass, and says so. */
public final class DeadLetterPurger implements Pass {

  private final DeadLetterStore store;
  private final Duration retention;
  private final int batchSize;
  private final Duration interval;
  private final EmitterCounters counters;
  private final ThrottledLog log;

  public DeadLetterPurger(
      DeadLetterStore store,
      Duration retention,
      int batchSize,
      Duration interval,
      EmitterCounters counters,
      LogThrottle throttle) {
    this.store = store;
    this.retention = retention;
    this.batchSize = batchSize;
    this.interval = interval;
    this.counters = counters;
    this.log = throttle.log(DeadLetterPurger.class);
  }

  @Override
  public Duration runOnce() {
    int purged = store.purgeDeadLetters(retention, batchSize);
    if (purged > 0) {
      counters.deadLettersPurged(purged);
      log.warn(
          "dead letters purged",
          "{} dead letters were older than {} and are gone for ever",
          purged,
          retention);
    }
    return purged < batchSize ? interval : Duration.ZERO;
  }
}
