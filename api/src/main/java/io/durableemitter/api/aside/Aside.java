package io.durableemitter.api.aside;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does what may block for ever, such as writing a log line, on one daemon thread, in order. Whoever
 * offers work never waits: what finds no room is refused. The thread is there only while there is
 * work, and a little longer. Safe for concurrent use.
 */
public final class Aside {

  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor executor;
  private final AtomicInteger unfinished = new AtomicInteger();

  /**
   * A place for work; the thread is made by the first.
   *
   * @param name of the thread
   * @param room how many pieces of work may wait; at least 1
   */
  public Aside(String name, int room) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(room),
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Offers work, without waiting.
   *
   * @param work what to do; what it throws goes to the thread's handler of uncaught exceptions
   * @return false if there was no room, or no thread to be had
   */
  public boolean offer(Runnable work) {
    unfinished.incrementAndGet();
    boolean taken = false;
    try {
      executor.execute(() -> finish(work));
      taken = true;
    } catch (RejectedExecutionException | OutOfMemoryError refused) {
      // no room; or, as a JVM says it, no thread to be had
      taken = false;
    } finally {
      if (!taken) {
        unfinished.decrementAndGet();
      }
    }
    return taken;
  }

  private void finish(Runnable work) {
    try {
      work.run();
    } catch (Throwable thrown) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
    } finally {
      unfinished.decrementAndGet();
    }
  }

  /**
   * Waits until what was offered before is done.
   *
   * @param timeout the most time to wait
   * @return whether it was in time; false if this thread is interrupted, too
   */
  public boolean await(Duration timeout) {
    if (unfinished.get() == 0) {
      return true;
    }
    CountDownLatch done = new CountDownLatch(1);
    try {
      return offer(done::countDown)
          && done.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
