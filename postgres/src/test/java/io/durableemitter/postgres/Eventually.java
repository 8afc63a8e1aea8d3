package io.durableemitter.postgres;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what the server or another thread will bring about. */
final class Eventually {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Eventually() {}

  static void equal(Object expected, Supplier<?> actual) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    for (Object now = actual.get(); !expected.equals(now); now = actual.get()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not " + expected + " within " + LIMIT + " but " + now);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
