package io.durableemitter.core.internal.persist;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Starts queued work again, on a thread of its own, when nothing of the queue gets done: whoever
 * works on it may hang. Looks now and then while there is work, and not at all while there is none.
 */
final class StuckWatch {

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final BooleanSupplier waiting;
  private final LongSupplier done;
  private final Runnable begin;
  private final Thread thread;
  private volatile boolean idle;
  private volatile boolean closed;

  /**
   * A watch; {@link #start()} starts the thread.
   *
   * @param name of the thread
   * @param waiting whether there is work that nobody has begun
   * @param done how much has been done so far
   * @param begin has the work begun once more
   */
  StuckWatch(String name, BooleanSupplier waiting, LongSupplier done, Runnable begin) {
    this.waiting = waiting;
    this.done = done;
    this.begin = begin;
    this.thread = new Thread(this::watch, name);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** There is work. */
  void wake() {
    if (idle) {
      LockSupport.unpark(thread);
    }
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  // Turns so seldom that it is never compiled: see Worker of api.batch.
  private void watch() {
    while (!closed) {
      try {
        lookAgainAndAgain();
      } catch (Throwable moment) {
        // without memory there is no thread to be had either; another look follows
        LockSupport.parkNanos(PATIENCE_NANOS);
      }
    }
  }

  private void lookAgainAndAgain() {
    while (!closed) {
      look();
    }
  }

  private void look() {
    idle = true;
    if (!waiting.getAsBoolean()) {
      LockSupport.park(this);
      return;
    }
    idle = false;
    long before = done.getAsLong();
    LockSupport.parkNanos(PATIENCE_NANOS);
    if (waiting.getAsBoolean() && done.getAsLong() == before) {
      begin.run();
    }
  }
}
