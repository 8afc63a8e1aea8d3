package io.durableemitter.postgres;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting before something is tried again. */
final class Pauses {

  private static final long FIRST_MILLIS = 5;

  private Pauses() {}

  /**
   * Waits longer after each attempt, and never as long as another, so that those who were in each
   * other's way do not meet again.
   *
   * @return false if the thread was interrupted, which then stays so
   */
  static boolean after(int attempt) {
    long longest = FIRST_MILLIS << attempt;
    return of(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }

  static boolean of(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!Thread.currentThread().isInterrupted()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return true;
      }
      LockSupport.parkNanos(left);
    }
    return false;
  }
}
