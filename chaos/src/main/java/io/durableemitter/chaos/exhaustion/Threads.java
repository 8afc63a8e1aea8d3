package io.durableemitter.chaos.exhaustion;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes every thread that this process may still have, or that another one gives up, for a while.
 */
public final class Threads implements AutoCloseable {

  private final List<Thread> taken = new ArrayList<>(); // by the taker, then by who joins it
  private CountDownLatch end = new CountDownLatch(0);
  private Thread taker = new Thread(() -> {});

  /** Returns when there was none left. */
  public void take() throws InterruptedException {
    CountDownLatch none = new CountDownLatch(1);
    CountDownLatch given = new CountDownLatch(1);
    end = given;
    taker = daemon(() -> takeAll(none, given));
    none.await();
  }

  private void takeAll(CountDownLatch none, CountDownLatch given) {
    while (given.getCount() > 0) {
      try {
        taken.add(
            daemon(
                () -> {
                  while (given.getCount() > 0) {
                    LockSupport.parkNanos(100_000_000);
                  }
                }));
      } catch (OutOfMemoryError e) {
        // so a JVM says that there is no thread; one that ends is next
        none.countDown();
        LockSupport.parkNanos(100_000);
      }
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "taken");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Gives all back. */
  public void give() throws InterruptedException {
    end.countDown();
    taker.join();
    for (Thread thread : taken) {
      thread.join();
    }
    taken.clear();
  }

  /** Lets them go, without waiting. */
  @Override
  public void close() {
    end.countDown();
  }
}
