package io.durableemitter.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: asks the running command to stop and gives it time to close what it opened,
 * in its own order, before the process ends.
 */
final class Shutdown {

  private static final long GRACE_SECONDS = 40;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::runHook, "shutdown"));
  }

  private void runHook() {
    requested.countDown();
    try {
      if (!finished.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("durable-emitter: not closed within " + GRACE_SECONDS + " s, ending");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks the command to stop. */
  void request() {
    requested.countDown();
  }

  boolean requested() {
    return requested.getCount() == 0;
  }

  /** Waits for a request; true if there is one. */
  boolean await(Duration time) throws InterruptedException {
    return requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits for a request for as long as it takes. */
  void await() throws InterruptedException {
    requested.await();
  }

  /** The command has closed everything. */
  void finished() {
    finished.countDown();
  }
}
