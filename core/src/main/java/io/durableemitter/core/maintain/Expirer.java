package io.durableemitter.core.maintain;

import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events out of the queue that are too old to be delivered, a bounded slice per pass, and
 * says so. Before the first slice of a look the guard is asked.
 */
public final class Expirer implements Pass {

  private static final Logger log = LoggerFactory.getLogger(Expirer.class);

  private final Expiry expiry;
  private final ExpiryGuard guard;
  private final Duration ttl;
  private final int batchSize;
  private final Duration interval;
  private final EmitterCounters counters;
  private final LogThrottle throttle;
  private boolean admitted; // for the slices of this look; by the duty's thread

  /** An expirer. */
  public Expirer(
      Expiry expiry,
      ExpiryGuard guard,
      Duration ttl,
      int batchSize,
      Duration interval,
      EmitterCounters counters,
      LogThrottle throttle) {
    this.expiry = expiry;
    this.guard = guard;
    this.ttl = ttl;
    this.batchSize = batchSize;
    this.interval = interval;
    this.counters = counters;
    this.throttle = throttle;
  }

  @Override
  public Duration runOnce() {
    if (!admitted && !guard.admits()) {
      guard
          .problem()
          .ifPresent(
              problem ->
                  throttle.run(
                      "expiry stopped",
                      suppressed ->
                          log.error("{} ({} more reports suppressed)", problem, suppressed)));
      return interval;
    }
    Expiry.Slice slice = expiry.expire(ttl, batchSize);
    if (slice.expired() > 0) {
      counters.expired(slice.expired());
      throttle.run(
          "expired",
          suppressed ->
              log.warn(
                  "{} events were older than {} and expired undelivered ({} more reports"
                      + " suppressed)",
                  slice.expired(),
                  ttl,
                  suppressed));
    }
    admitted = slice.more();
    return slice.more() ? Duration.ZERO : interval;
  }
}
