package io.durableemitter.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Until when the receiver has asked not to be called. Safe for concurrent use; all fields are
 * guarded by {@code this}.
 */
final class Pause {

  private final LongSupplier ticker;
  private long endNanos;
  private boolean paused;
  private boolean open = true;

  /**
   * None.
   *
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  Pause(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /** Begins, or lasts longer than it would have. */
  synchronized void last(Duration time) {
    long end = ticker.getAsLong() + TimeUnit.NANOSECONDS.convert(time);
    if (!paused || end - endNanos > 0) {
      endNanos = end;
      paused = true;
    }
  }

  /** Waits for its end, if that is not farther away than this; how much is left of it. */
  synchronized Duration await(Duration most) throws InterruptedException {
    long left = left();
    if (left > TimeUnit.NANOSECONDS.convert(most)) {
      return Duration.ofNanos(left);
    }
    while (left > 0 && open) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = left();
    }
    return Duration.ZERO;
  }

  private long left() {
    long left = paused ? endNanos - ticker.getAsLong() : 0;
    paused = left > 0;
    return Math.max(0, left);
  }

  /** Nobody waits any more. */
  synchronized void close() {
    open = false;
    notifyAll();
  }
}
