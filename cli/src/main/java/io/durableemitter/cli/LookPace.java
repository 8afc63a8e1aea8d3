package io.durableemitter.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * When a queue may be counted again: the longer it took, the later, so that counting takes a
 * twentieth of the time at most. The faster of the last two counts, for a single slow one, such as
 * the first, says little. But once a minute, since a database that was away costs long timeouts and
 * may be back soon. For one thread.
 */
final class LookPace {

  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int SHARE = 20;

  private final LongSupplier ticker;
  private long dueAt;
  private long tookLast;

  LookPace(LongSupplier ticker) {
    this.ticker = ticker;
    this.dueAt = ticker.getAsLong();
  }

  boolean isDue() {
    return ticker.getAsLong() - dueAt >= 0;
  }

  /** Looks, and counts how long that takes; all of it if it fails. */
  <T> T look(Supplier<T> look) {
    long began = ticker.getAsLong();
    boolean seen = false;
    try {
      T now = look.get();
      seen = true;
      return now;
    } finally {
      long end = ticker.getAsLong();
      long took = end - began;
      long counted = seen ? Math.min(took, tookLast) : took;
      tookLast = seen ? took : 0;
      dueAt = end + Math.min(MOST_NANOS, Math.max(LEAST_NANOS, SHARE * counted));
    }
  }
}
