package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.log.LogThrottle;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs callbacks on threads of their own, never on those of the network, of the sending worker or
 * of callers. What waits here is bounded by the sends in flight, each of which counts until its
 * callbacks have run.
 */
final class Callbacks {

  private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

  private final ThreadPoolExecutor executor;
  private final String name;
  private final AtomicInteger threadNumber = new AtomicInteger();
  private final ThreadLocal<Boolean> onCallbackThread = ThreadLocal.withInitial(() -> false);
  private final BatchCounters counters;
  private final LogThrottle throttle;

  Callbacks(String name, int threads, BatchCounters counters, LogThrottle throttle) {
    this.name = name;
    this.counters = counters;
    this.throttle = throttle;
    this.executor =
        new ThreadPoolExecutor(
            threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
  }

  /**
   * Starts the threads: where there is none to be had, now is the time to hear of it. An answer
   * that cannot be told would keep its room for ever.
   */
  void start() {
    executor.prestartAllCoreThreads();
  }

  private Thread thread(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              onCallbackThread.set(true);
              work.run();
            },
            name + "-callbacks-" + threadNumber.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Runs work on a callback thread. */
  void execute(Runnable work) {
    try {
      executor.execute(work);
    } catch (RejectedExecutionException closed) {
      // an answer that came after a close had given up waiting for it
      besides(work);
    }
  }

  /** Runs work on a further callback thread: the usual ones hang or are gone. */
  Thread besides(Runnable work) {
    Thread thread = thread(work);
    thread.start();
    return thread;
  }

  /** Tells one callback its result, on this thread, unless it has been told one. */
  void tell(Message message, DeliveryResult result) {
    if (!message.settle()) {
      return;
    }
    counters.result(result);
    try {
      message.tell(result);
    } catch (Throwable thrown) {
      // one callback must not keep its neighbours from theirs
      throttle.run(
          "callback",
          suppressed ->
              log.error(
                  "a delivery callback threw ({} more since the last report)", suppressed, thrown));
    }
  }

  boolean isCallbackThread() {
    return onCallbackThread.get();
  }

  /** Ends the threads; one that hangs in a callback is interrupted. */
  void close(Duration timeout) {
    executor.shutdown();
    try {
      if (executor.awaitTermination(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // what still waits there has been told its results by the closing client
    executor.shutdownNow();
  }
}
