package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.log.LogThrottle;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs callbacks on threads of their own, never on those of the network. What waits here is bounded
 * by the calls in flight, each of which counts until its callbacks have run.
 */
final class Callbacks {

  private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

  private final ExecutorService executor;
  private final ThreadLocal<Boolean> onCallbackThread = ThreadLocal.withInitial(() -> false);
  private final BatchCounters counters;
  private final LogThrottle throttle;

  Callbacks(String name, int threads, BatchCounters counters, LogThrottle throttle) {
    this.counters = counters;
    this.throttle = throttle;
    // the executor starts its threads when they are first needed
    this.executor =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, name + "-callbacks");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Runs work on a callback thread, or here if those are gone already. */
  void execute(Runnable work) {
    Runnable marked =
        () -> {
          onCallbackThread.set(true);
          work.run();
        };
    try {
      executor.execute(marked);
    } catch (RejectedExecutionException closed) {
      work.run();
    }
  }

  /** Tells one callback its result, on this thread, unless it has been told one. */
  void tell(Message message, DeliveryResult result) {
    if (!message.settle()) {
      return;
    }
    counters.result(result);
    try {
      message.callback().onResult(result);
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

  void close(Duration timeout) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        executor.shutdownNow().forEach(Runnable::run);
      }
    } catch (InterruptedException e) {
      executor.shutdownNow().forEach(Runnable::run);
      Thread.currentThread().interrupt();
    }
  }
}
