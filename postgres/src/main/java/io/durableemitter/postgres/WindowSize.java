package io.durableemitter.postgres;

import io.durableemitter.spi.StoreException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Adapts how many ids a statement of one kind of scan may walk over. The cost of a window is not
 * known before: its ids may be a gap in the sequence, which costs nothing, or removed rows that
 * cannot be cleaned up yet. So windows grow fast while they are cheap, which crosses a gap of 10^12
 * in a dozen steps, and shrink after an expensive one. Safe for concurrent use; a lost update does
 * no harm.
 */
final class WindowSize {

  static final long FIRST = 10_000;
  private static final long SMALLEST = 1_000;
  private static final long LARGEST = Long.MAX_VALUE / 16;
  private static final int GROWTH = 4;
  private static final long CHEAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** A window of {@link Scan#MOST_ROWS} ids that takes longer than this probably has many rows. */
  private static final long EMPTY_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  private static final long DEAR_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final long smallest;
  private final long largest;
  private volatile long ids;

  private WindowSize(long first, long smallest, long largest) {
    this.ids = first;
    this.smallest = smallest;
    this.largest = largest;
  }

  static WindowSize adapting() {
    return new WindowSize(FIRST, SMALLEST, LARGEST);
  }

  static WindowSize fixed(long ids) {
    return new WindowSize(ids, ids, ids);
  }

  /** The last id of a window behind an id; negative ids all belong to the first window. */
  long lastBehind(long after) {
    long from = Math.max(0, after);
    return from > Long.MAX_VALUE - ids ? Long.MAX_VALUE : from + ids;
  }

  /** Walks over a window, and learns from what that takes if it went to the window's end. */
  <T> T measured(LongSupplier ticker, long span, Supplier<T> walk, Predicate<T> toTheEnd) {
    long began = ticker.getAsLong();
    try {
      T result = walk.get();
      if (toTheEnd.test(result)) {
        walked(span, ticker.getAsLong() - began);
      }
      return result;
    } catch (StoreException e) {
      if (SqlFailures.isTimeout(e)) {
        set(Math.min(ids / 2, FIRST));
      }
      throw e;
    }
  }

  private void walked(long span, long nanos) {
    if (nanos > DEAR_NANOS) {
      set(Math.min(ids, span) / 2);
    } else if (nanos < (ids < Scan.MOST_ROWS ? CHEAP_NANOS : EMPTY_NANOS) && span >= ids) {
      // four times as long as the longest cheap one would be too much for whoever emits meanwhile
      long most = nanos <= 0 ? GROWTH : Math.max(2, Math.min(GROWTH, 2 * CHEAP_NANOS / nanos));
      set(ids * most);
    }
  }

  /** Goes on with so many ids, or the nearest number that is allowed. */
  void set(long value) {
    ids = Math.max(smallest, Math.min(largest, value));
  }
}
