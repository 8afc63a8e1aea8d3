package io.durableemitter.core.internal.maintain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Decides how old an event must be to expire, so that none expires that could still be delivered.
 *
 * <p>Ages are measured by the store's clock. If that clock advances further between two looks than
 * this process's monotonic clock does, as after a correction or while this machine slept, rows look
 * older than they are. The guard adds the difference to the time to live until one time to live has
 * passed; by then the rows concerned are gone. During a grace period after the start, and after the
 * other end came back, nothing expires: what waited is delivered first.
 *
 * <p>Safe for concurrent use; looks are made by the duty's thread.
 */
public final class ExpiryGuard {

  // what a slow statement and the drift of two clocks within a look come to
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private final Supplier<Instant> storeTime;
  private final LongSupplier openings;
  private final Duration ttl;
  private final Duration grace;
  private final LongSupplier ticker;
  private Optional<Instant> lastStoreTime = Optional.empty();
  private long lastNanos;
  private Duration ahead = Duration.ZERO;
  private long jumpNanos;
  private long openingsSeen;
  private long openedNanos;
  private boolean waiting = true; // since the start
  private volatile Optional<String> problem = Optional.empty();

  /**
   * A guard of a process that starts now.
   *
   * @param storeTime the store's clock
   * @param openings how often the other end has come back, so far
   * @param ttl the age beyond which events expire
   * @param grace how long nothing expires after that, and after the start
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  public ExpiryGuard(
      Supplier<Instant> storeTime,
      LongSupplier openings,
      Duration ttl,
      Duration grace,
      LongSupplier ticker) {
    this.storeTime = storeTime;
    this.openings = openings;
    this.ttl = ttl;
    this.grace = grace;
    this.ticker = ticker;
    this.openedNanos = ticker.getAsLong();
    this.openingsSeen = openings.getAsLong();
  }

  /** Lets what is older than its time to live expire from now on, whatever happened before. */
  public synchronized void confirm() {
    ahead = Duration.ZERO;
    problem = Optional.empty();
    waiting = false;
  }

  /**
   * Looks at the clocks; to be called regularly.
   *
   * @return the age beyond which events expire now; empty if none do
   */
  synchronized Optional<Duration> look() {
    long before = ticker.getAsLong();
    Instant store = storeTime.get();
    long now = before + (ticker.getAsLong() - before) / 2;
    compare(store, now);
    long opened = openings.getAsLong();
    if (opened != openingsSeen) {
      openingsSeen = opened;
      openedNanos = now;
      waiting = true;
    }
    waiting &= now - openedNanos < grace.toNanos();
    return waiting ? Optional.empty() : Optional.of(ttl.plus(ahead));
  }

  private void compare(Instant store, long now) {
    if (lastStoreTime.isPresent()) {
      Duration drift =
          Duration.between(lastStoreTime.get(), store).minus(Duration.ofNanos(now - lastNanos));
      if (drift.abs().compareTo(TOLERANCE) > 0) {
        Duration sum = ahead.plus(drift);
        ahead = sum.isNegative() ? Duration.ZERO : sum;
        jumpNanos = now;
      }
    }
    lastStoreTime = Optional.of(store);
    lastNanos = now;
    if (now - jumpNanos > ttl.toNanos()) {
      ahead = Duration.ZERO;
    }
    problem = ahead.isZero() ? Optional.empty() : Optional.of(text());
  }

  private String text() {
    return "the store's clock has gone "
        + Duration.ofSeconds(ahead.toSeconds())
        + " further than this process's: events expire that much later than expire.ttl ("
        + ttl
        + "), for so long; confirmExpiry() ends it";
  }

  /** What a clock did; empty if nothing. */
  public Optional<String> problem() {
    return problem;
  }
}
