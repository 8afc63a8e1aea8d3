package io.durableemitter.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for a state, within bounds. */
final class Eventually {

  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private Eventually() {}

  static void holds(Callable<Boolean> state) throws Exception {
    long end = System.nanoTime() + MOST_NANOS;
    while (!state.call()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it did not come to hold within a minute");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
