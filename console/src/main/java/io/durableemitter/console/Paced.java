package io.durableemitter.console;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is looked at again and again, and the more seldom the longer a look takes: of the
 * time, looks take a twentieth at most. For one thread.
 */
final class Paced<T> {

  private static final int SHARE = 20;

  private final LongSupplier ticker;
  private final long leastNanos;
  private final Supplier<T> look;
  private long dueAt;
  private @Nullable T last;

  Paced(LongSupplier ticker, long leastMillis, Supplier<T> look) {
    this.ticker = ticker;
    this.leastNanos = TimeUnit.MILLISECONDS.toNanos(leastMillis);
    this.look = look;
    this.dueAt = ticker.getAsLong();
  }

  /** What is there now, or was at the last look. */
  T get() {
    long began = ticker.getAsLong();
    T known = last;
    if (known != null && began - dueAt < 0) {
      return known;
    }
    T seen = look.get();
    last = seen;
    dueAt = began + Math.max(leastNanos, SHARE * (ticker.getAsLong() - began));
    return seen;
  }

  /** The next time is a look. */
  void expire() {
    last = null;
  }
}
