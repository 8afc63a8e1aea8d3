package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events out of the queue that are too old to be delivered, a bounded slice per pass, and
 * says so.
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
  private PendingCursor after = PendingCursor.START; // by the duty's thread

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
    // before each slice: a clock may jump while a long look goes on
    Optional<Duration> ttlNow = guard.look();
    guard
        .problem()
        .ifPresent(
            problem ->
                throttle.run(
                    "clock",
                    suppressed ->
                        log.error("{} ({} more reports suppressed)", problem, suppressed)));
    if (ttlNow.isEmpty()) {
      return interval;
    }
    Slice slice = expiry.expire(ttlNow.get(), after, batchSize);
    if (slice.count() > 0) {
      counters.expired(slice.count());
      throttle.run(
          "expired",
          suppressed ->
              log.warn(
                  "{} events were older than {} and expired undelivered ({} more reports"
                      + " suppressed)",
                  slice.count(),
                  ttl,
                  suppressed));
    }
    after = slice.more() ? slice.next() : PendingCursor.START;
    return Pass.afterSlice(slice, interval);
  }
}
