package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.chipingress.internal.client.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks on threads of their own, never on those of the network, of the sending worker or
 * of callers. What waits here is bounded by the requests in flight, each of which counts until its
 * callbacks have run. About once a second one of the threads looks after what gRPC has lost.
 *
 * <p>Only closing ends a thread. To queue a request and to take it nothing is allocated: monitors,
 * unlike locks and conditions of {@code java.util.concurrent}, need none of the heap.
 */
final class Callbacks {

  private static final String UNCOUNTED = "a result was not counted";
  private static final String CALLBACK_THREW = "a delivery callback threw";
  private static final long LOOK_MILLIS = 1_000;
  private static final long HANGING_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final String name;
  private final int threads;
  private final BatchCounters counters;
  private final ThrottledLog log;
  private final LongConsumer look;

  // guarded by this
  private final List<CallbackThread> workers = new ArrayList<>();
  private @Nullable Request first;
  private @Nullable Request last;
  private int running;
  private boolean closing;
  private long lastLookNanos = System.nanoTime();

  /**
   * Not started.
   *
   * @param name prefix of the threads' names
   * @param threads how many
   * @param look done about once a second, given {@link System#nanoTime()}
   */
  Callbacks(
      String name, int threads, BatchCounters counters, LogThrottle throttle, LongConsumer look) {
    this.name = name;
    this.threads = threads;
    this.counters = counters;
    this.log = throttle.log(Callbacks.class);
    this.look = look;
  }

  /**
   * Starts the threads, unless they are there: where there is none to be had, now is the time to
   * hear of it.
   */
  synchronized void start() {
    while (workers.size() < threads && !closing) {
      CallbackThread worker =
          new CallbackThread(name + "-callbacks-" + (workers.size() + 1), this::work, this, log);
      workers.add(worker);
      running++;
      boolean started = false;
      try {
        worker.start();
        started = true;
      } finally {
        if (!started) {
          workers.remove(worker);
          running--;
        }
      }
    }
  }

  /** Lets a request go on, on a callback thread; on this one if the threads are gone. */
  void queue(Request request) {
    synchronized (this) {
      if (request.queued) {
        return;
      }
      request.step();
      if (running > 0) {
        request.queued = true;
        if (last == null) {
          first = request;
        } else {
          last.queuedBehind = request;
        }
        last = request;
        notify();
        return;
      }
    }
    // an answer that came after a close had given up waiting for it
    request.run();
  }

  private void work() {
    boolean open = true;
    while (open) {
      try {
        open = turn();
      } catch (Throwable error) {
        // no memory, even for waiting or looking: the next turn may find some
        log.error(CallbackThread.WENT_ON, error);
      }
    }
  }

  /** Whether another turn is to follow. */
  private boolean turn() {
    CallbackThread current = (CallbackThread) Thread.currentThread();
    Request request = take(current);
    if (request != null) {
      request.run();
    } else if (isOver()) {
      return false;
    }
    lookIfDue();
    return true;
  }

  @SuppressWarnings("WaitNotInLoop") // every turn looks at everything
  private synchronized @Nullable Request take(CallbackThread current) {
    current.current = null;
    if (first == null && !closing) {
      try {
        wait(LOOK_MILLIS);
      } catch (InterruptedException stray) {
        // of a callback before, or of a close that does not wait any more: look again
        return null;
      }
    }
    Request taken = first;
    current.busySinceNanos = System.nanoTime();
    current.current = taken;
    if (taken != null) {
      first = taken.queuedBehind;
      taken.queuedBehind = null;
      taken.queued = false;
      taken.step();
      last = first == null ? null : last;
    }
    return taken;
  }

  private synchronized boolean isOver() {
    if (!closing || first != null) {
      return false;
    }
    running--;
    notifyAll();
    return true;
  }

  /** Whether a request waits here or is being run. */
  synchronized boolean holds(Request request) {
    boolean held = request.queued;
    for (int i = 0; i < workers.size() && !held; i++) {
      held = workers.get(i).current == request && workers.get(i).isAlive();
    }
    return held;
  }

  private void lookIfDue() {
    long now = System.nanoTime();
    synchronized (this) {
      if (now - lastLookNanos < TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)) {
        return;
      }
      lastLookNanos = now;
    }
    look.accept(now);
  }

  /** Runs work on a further callback thread: the usual ones hang. */
  Thread besides(Runnable work) {
    Thread thread = new CallbackThread(name + "-callbacks-last", work, this, log);
    thread.start();
    return thread;
  }

  /** Tells one callback its result, on this thread, unless it has been told one. Never throws. */
  void tell(Message message, DeliveryResult result) {
    if (!message.settle()) {
      return;
    }
    // from here to the callback nothing is called in a handler: what is thrown there leaves this
    // method, and nobody else tells this message
    Throwable uncounted = null;
    try {
      counters.result(result);
    } catch (Throwable error) {
      uncounted = error;
    }
    Throwable thrown = null;
    try {
      message.tell(result);
    } catch (Throwable error) {
      // one callback must not keep its neighbours from theirs
      thrown = error;
    }
    report(uncounted, thrown);
  }

  private void report(@Nullable Throwable uncounted, @Nullable Throwable thrown) {
    if (uncounted != null) {
      log.error(UNCOUNTED, uncounted);
    }
    if (thrown != null) {
      log.error(CALLBACK_THREW, thrown);
    }
  }

  boolean isCallbackThread() {
    return Thread.currentThread() instanceof CallbackThread thread && thread.isOf(this);
  }

  /** What is wrong with the threads, if anything is. */
  synchronized Optional<String> problem(long nowNanos) {
    if (closing) {
      return Optional.empty();
    }
    for (CallbackThread worker : workers) {
      if (!worker.isAlive()) {
        return Optional.of("the thread " + worker.getName() + " has ended");
      }
      long busy = worker.busyNanos(nowNanos);
      if (busy > HANGING_NANOS) {
        return Optional.of(
            "a delivery callback on "
                + worker.getName()
                + " has not returned for "
                + TimeUnit.NANOSECONDS.toSeconds(busy)
                + " s");
      }
    }
    return Optional.empty();
  }

  /**
   * Ends the threads after what is queued. One that hangs is interrupted, and ends when its
   * callback returns. From within a callback it does not wait.
   */
  synchronized void close(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    closing = true;
    notifyAll();
    try {
      while (running > 0 && !isCallbackThread() && deadline.leftNanos() > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, deadline.leftNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (CallbackThread worker : workers) {
      if (worker != Thread.currentThread()) {
        worker.interrupt();
      }
    }
  }
}
