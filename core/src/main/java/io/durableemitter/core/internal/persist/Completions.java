package io.durableemitter.core.internal.persist;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Completes the futures of asynchronous callers on an executor of theirs or on own threads, so that
 * what is chained to the futures never holds up an insert. Each task takes whatever is queued, so a
 * stage that hangs delays nobody else's future. Callers take a permit for each future, which bounds
 * the queue. Safe for concurrent use.
 */
public final class Completions {

  private final Queue<InsertRequest> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final int mostUnfinished;
  private final Optional<Executor> users;
  private final CallbackThreads own = new CallbackThreads(this::drain);
  private final LongAdder completed = new LongAdder();
  private final StuckWatch stuck =
      new StuckWatch(
          "durable-emitter-callback-watch", this::hasWaiting, completed::sum, this::begin);
  private final EmitterCounters counters;
  private final Consumer<Throwable> executorRefused;
  private final Consumer<Throwable> callbackFailed;

  /**
   * Completions; {@link #start()} makes the first thread.
   *
   * @param mostUnfinished the most futures that are not completed yet, with what is chained to them
   * @param executor of the user, if there is one
   * @param counters counts failures
   * @param throttle for reports of a lasting fault
   */
  public Completions(
      int mostUnfinished,
      Optional<Executor> executor,
      EmitterCounters counters,
      LogThrottle throttle) {
    this.mostUnfinished = mostUnfinished;
    this.users = executor;
    this.counters = counters;
    ThrottledLog log = throttle.log(Completions.class);
    this.executorRefused =
        log.warningOf(
            "executor of callbacks",
            "the executor for callbacks refuses work, a thread of the emitter does it: {}");
    this.callbackFailed = log.errorOf("callback", "a callback failed");
  }

  /** Makes the first thread, so that it is there when there is none to be had. */
  public void start() {
    own.start();
    stuck.start();
  }

  private boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** Takes a permit for one more future; false if there are too many. */
  boolean enter() {
    if (unfinished.incrementAndGet() <= mostUnfinished) {
      return true;
    }
    unfinished.decrementAndGet();
    return false;
  }

  /** Gives back a permit. */
  void leave() {
    unfinished.decrementAndGet();
  }

  /** A caller does not wait any more. */
  void cancelled() {
    counters.emitFailed();
  }

  /** Has a future completed; {@link #flush()} begins with it. */
  void add(InsertRequest request) {
    waiting.add(request);
  }

  /** Begins to complete what was added. */
  void flush() {
    if (hasWaiting()) {
      begin();
      stuck.wake();
    }
  }

  private void begin() {
    if (users.isEmpty()) {
      own.wake();
      return;
    }
    try {
      users.get().execute(this::drain);
    } catch (Throwable refused) {
      executorRefused.accept(refused);
      own.wake();
    }
  }

  /** Completes what was added, on the calling thread. */
  void drain() {
    for (InsertRequest next = waiting.poll(); next != null; next = waiting.poll()) {
      try {
        if (next.completeWithFailure()) {
          counters.emitFailed();
        }
      } catch (Throwable thrown) {
        // a future keeps to itself what its stages throw: only an Error of the JVM gets here
        callbackFailed.accept(thrown);
      } finally {
        completed.increment();
        leave();
      }
    }
  }

  /**
   * Completes what was added and ends the threads.
   *
   * @param timeout the most time to wait for what is chained to the futures
   * @return whether all was done in time
   */
  public boolean close(Duration timeout) {
    own.wake();
    boolean complete = own.close(timeout);
    stuck.close();
    return complete;
  }
}
