package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Takes events out of the queue that are too old to be delivered, a bounded slice per pass, and
 * says so.
 */
public final class Expirer implements Pass {

  private final Expiry expiry;
  private final ExpiryGuard guard;
  private final Duration ttl;
  private final int batchSize;
  private final Duration interval;
  private final EmitterCounters counters;
  private final ThrottledLog log;
  private final LongSupplier ticker;
  private PendingCursor after = PendingCursor.START; // by the duty's thread

  public Expirer(
      Expiry expiry,
      ExpiryGuard guard,
      Duration ttl,
      int batchSize,
      Duration interval,
      EmitterCounters counters,
      LogThrottle throttle,
      LongSupplier ticker) {
    this.expiry = expiry;
    this.guard = guard;
    this.ttl = ttl;
    this.batchSize = batchSize;
    this.interval = interval;
    this.counters = counters;
    this.log = throttle.log(Expirer.class);
    this.ticker = ticker;
  }

  @Override
  public Duration runOnce() {
    // before each slice: a clock may jump while a long look goes on
    Optional<Duration> ttlNow = guard.look();
    guard.problem().ifPresent(problem -> log.error("clock", "{}", problem));
    if (ttlNow.isEmpty()) {
      return interval;
    }
    long began = ticker.getAsLong();
    Slice slice = expiry.expire(ttlNow.get(), after, batchSize);
    if (slice.count() > 0) {
      counters.expired(slice.count());
      log.warn(
          "expired", "{} events were older than {} and expired undelivered", slice.count(), ttl);
    }
    after = slice.more() ? slice.next() : PendingCursor.START;
    return Pass.afterSlice(slice, ticker.getAsLong() - began, interval);
  }
}
