package io.durableemitter.core.maintain;

import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes events that are too old to be delivered, a bounded slice per pass, and says so. */
public final class Expirer implements Pass {

  private static final Logger log = LoggerFactory.getLogger(Expirer.class);

  private final DurableEventStore store;
  private final Duration ttl;
  private final int batchSize;
  private final Duration interval;
  private final EmitterCounters counters;
  private final LogThrottle throttle;

  /** An expirer. */
  public Expirer(
      DurableEventStore store,
      Duration ttl,
      int batchSize,
      Duration interval,
      EmitterCounters counters,
      LogThrottle throttle) {
    this.store = store;
    this.ttl = ttl;
    this.batchSize = batchSize;
    this.interval = interval;
    this.counters = counters;
    this.throttle = throttle;
  }

  @Override
  public Duration runOnce() {
    int expired = store.deleteExpired(ttl, batchSize);
    if (expired > 0) {
      counters.expired(expired);
      throttle.run(
          "expired",
          suppressed ->
              log.warn(
                  "{} events were older than {} and expired undelivered ({} more reports"
                      + " suppressed)",
                  expired,
                  ttl,
                  suppressed));
    }
    return expired < batchSize ? interval : Duration.ZERO;
  }
}
