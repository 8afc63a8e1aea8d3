package io.durableemitter.console;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is looked at again and again, and the more seldom the longer a look takes: of the
 * time, looks take a hundredth at most. The faster of the last two counts, so that a single slow
 * one, such as the first on new connections, does not hide for minutes what happens next. One that
 * failed is told again until the next is due, which is sooner, and after a minute at most. For one
 * thread.
 */
final class Paced<T> {

  private static final int SHARE = 100;
  private static final int SHARE_OF_FAILURES = 20;
  // what is away is waited for with a long timeout, and may be back soon
  private static final long LONGEST_AFTER_FAILURE = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier ticker;
  private final long leastNanos;
  private final Supplier<T> look;
  private long dueAt;
  private long tookLast;
  private @Nullable T last;
  private @Nullable RuntimeException failure;

  Paced(LongSupplier ticker, long leastMillis, Supplier<T> look) {
    this.ticker = ticker;
    this.leastNanos = TimeUnit.MILLISECONDS.toNanos(leastMillis);
    this.look = look;
    this.dueAt = ticker.getAsLong();
  }

  /** What is there now, or was at the last look. */
  T get() {
    long began = ticker.getAsLong();
    if (began - dueAt < 0) {
      if (failure != null) {
        throw failure;
      }
      if (last != null) {
        return last;
      }
    }
    return look(began);
  }

  private T look(long began) {
    boolean seen = false;
    try {
      T now = look.get();
      last = now;
      failure = null;
      seen = true;
      return now;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    } finally {
      long took = ticker.getAsLong() - began;
      dueAt =
          began
              + (seen
                  ? Math.max(leastNanos, SHARE * Math.min(took, tookLast))
                  : Math.min(
                      Math.max(leastNanos, SHARE_OF_FAILURES * took), LONGEST_AFTER_FAILURE));
      tookLast = seen ? took : 0;
    }
  }

  /** The next time is a look. */
  void expire() {
    last = null;
    failure = null;
  }
}
