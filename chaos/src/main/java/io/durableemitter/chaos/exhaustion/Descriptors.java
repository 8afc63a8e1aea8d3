package io.durableemitter.chaos.exhaustion;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Takes every file descriptor of this process that is free or becomes free, for a while. */
public final class Descriptors implements AutoCloseable {

  private static final String FILE = "/dev/null";

  private final Deque<InputStream> taken = new ArrayDeque<>();
  private volatile boolean greedy;
  private Thread taker = new Thread(() -> {});

  /** Returns when there was none left. */
  public void take() {
    CountDownLatch none = new CountDownLatch(1);
    greedy = true;
    taker = new Thread(() -> takeAll(none), "taker");
    taker.setDaemon(true);
    taker.start();
    try {
      none.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void takeAll(CountDownLatch none) {
    while (greedy) {
      try {
        taken.push(new FileInputStream(FILE));
      } catch (IOException e) {
        // none is left; one that someone else closes is next
        none.countDown();
        LockSupport.parkNanos(100_000);
      }
    }
  }

  /** Gives all back. */
  public void give() throws IOException {
    greedy = false;
    while (taker.isAlive()) {
      LockSupport.parkNanos(100_000);
    }
    while (!taken.isEmpty()) {
      taken.pop().close();
    }
  }

  @Override
  public void close() throws IOException {
    give();
  }
}
