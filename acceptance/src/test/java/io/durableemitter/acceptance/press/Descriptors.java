package io.durableemitter.acceptance.press;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/** Takes every file descriptor of this process that is free or becomes free, for a while. */
final class Descriptors implements AutoCloseable {

  private static final String FILE = "/dev/null";

  private final Deque<InputStream> taken = new ArrayDeque<>();
  private volatile boolean greedy;
  private Thread taker = new Thread(() -> {});

  void take() {
    greedy = true;
    taker = new Thread(this::takeAll, "taker");
    taker.setDaemon(true);
    taker.start();
  }

  private void takeAll() {
    while (greedy) {
      try {
        taken.push(new FileInputStream(FILE));
      } catch (IOException e) {
        // none is left; one that someone else closes is next
        LockSupport.parkNanos(100_000);
      }
    }
  }

  void give() throws IOException {
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
