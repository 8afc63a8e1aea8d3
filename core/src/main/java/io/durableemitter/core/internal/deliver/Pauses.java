package io.durableemitter.core.internal.deliver;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses between attempts, all of which end early once someone closes. */
interface Pauses {

  /** Pauses, and tells whether the pauses have ended for good. */
  boolean endWithin(long millis);

  /** Ends the present pause and every later one. */
  void end();

  /** Pauses that take their time. */
  static Pauses ofTheClock() {
    CountDownLatch ended = new CountDownLatch(1);
    return new Pauses() {
      @Override
      public boolean endWithin(long millis) {
        try {
          return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return true;
        }
      }

      @Override
      public void end() {
        ended.countDown();
      }
    };
  }
}
