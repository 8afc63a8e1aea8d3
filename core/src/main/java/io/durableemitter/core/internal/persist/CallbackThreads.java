package io.durableemitter.core.internal.persist;

import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs one task each time it is woken: on one thread from the start, and on a further one whenever
 * all are busy, since a busy one may hang. With as many threads as allowed, the task waits for the
 * first that is free. Safe for concurrent use.
 */
final class CallbackThreads {

  private static final int MOST = 16;
  private static final long IDLE_SECONDS = 10;

  /** Takes work only if a thread waits for it, so that the pool makes another one otherwise. */
  private static final class HandOff extends LinkedTransferQueue<Runnable> {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable work) {
      return tryTransfer(work);
    }
  }

  private final Runnable task;
  private final HandOff queue = new HandOff();
  private final AtomicBoolean overdue = new AtomicBoolean();
  private final ThreadPoolExecutor threads;

  CallbackThreads(Runnable task) {
    this.task = task;
    this.threads =
        new ThreadPoolExecutor(
            1,
            MOST,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            queue,
            CallbackThreads::make,
            (work, pool) -> allBusy());
  }

  private static Thread make(Runnable work) {
    Thread thread = new Thread(work, "durable-emitter-callback");
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    threads.prestartCoreThread();
  }

  /** Runs the task soon; after {@link #close} at once. */
  void wake() {
    try {
      threads.execute(task);
    } catch (OutOfMemoryError none) {
      // as a JVM says that there is no thread to be had: those that there are do it
      allBusy();
    }
  }

  private void allBusy() {
    if (threads.isShutdown()) {
      task.run();
    } else if (overdue.compareAndSet(false, true)) {
      queue.put(
          () -> {
            overdue.set(false);
            task.run();
          });
    }
  }

  boolean close(Duration timeout) {
    threads.shutdown();
    try {
      return threads.awaitTermination(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
