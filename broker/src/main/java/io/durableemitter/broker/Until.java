package io.durableemitter.broker;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until something holds, asking again and again. */
final class Until {

  private static final Logger LOG = LoggerFactory.getLogger(Until.class);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Until() {}

  /** What is waited for; throws while it cannot be told. */
  interface Condition {
    boolean holds() throws InterruptedException, ExecutionException, TimeoutException;
  }

  static void holds(String otherwise, Duration longest, Runnable check, Condition condition)
      throws InterruptedException {
    long begin = System.nanoTime();
    String last = "";
    while (System.nanoTime() - begin < longest.toNanos()) {
      check.run();
      try {
        if (condition.holds()) {
          return;
        }
      } catch (ExecutionException | TimeoutException e) {
        LOG.debug("not yet", e);
        last = ": " + e;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    throw new KafkaBrokersException(otherwise + " within " + longest + last);
  }
}
