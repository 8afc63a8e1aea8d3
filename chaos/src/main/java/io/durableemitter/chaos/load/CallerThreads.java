package io.durableemitter.chaos.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Daemon threads that are stopped together. */
final class CallerThreads {

  private static final long LONGEST_EMIT_MILLIS = 60_000;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  void stop() {
    stopped.countDown();
  }

  void finish() throws InterruptedException {
    stop();
    for (Thread thread : threads) {
      thread.join(LONGEST_EMIT_MILLIS);
      if (thread.isAlive()) {
        throw new AssertionError(thread.getName() + " is still in emit");
      }
    }
  }

  /** Waits; whether they are to stop. */
  boolean stoppedWithin(int millis) {
    try {
      return stopped.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
