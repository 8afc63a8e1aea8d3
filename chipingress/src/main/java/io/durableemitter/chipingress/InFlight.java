package io.durableemitter.chipingress;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The sends under way, at most as many as a limit allows that follows the other end. A send counts
 * until its last callback has run, so slow callbacks slow sending. Safe for concurrent use; all
 * fields are guarded by {@code this}.
 */
final class InFlight {

  private final ConcurrencyLimit limit;
  private final Set<Send> sends = new HashSet<>();
  private boolean cancelled;

  InFlight(ConcurrencyLimit limit) {
    this.limit = limit;
  }

  /** Waits for room. After {@link #cancelAll()} nobody waits, and what enters is cancelled. */
  synchronized void enter(Send send) throws InterruptedException {
    while (sends.size() >= limit.current() && !cancelled) {
      wait();
    }
    enterNow(send);
  }

  /** Enters beyond the limit: what is left when a client closes. */
  synchronized void enterNow(Send send) {
    sends.add(send);
    if (cancelled) {
      send.cancel();
    }
  }

  synchronized void leave(Send send) {
    sends.remove(send);
    notifyAll();
  }

  /** A call of a send under way has ended: what that says about the other end. */
  synchronized void ended(long begunNanos, ConcurrencyLimit.Load load) {
    limit.ended(begunNanos, load, sends.size());
    notifyAll();
  }

  /** How many may be under way now. */
  synchronized int limit() {
    return limit.current();
  }

  synchronized int size() {
    return sends.size();
  }

  /** Those under way now. */
  synchronized List<Send> snapshot() {
    return List.copyOf(sends);
  }

  /** Cancels all calls, now and from now on. */
  void cancelAll() {
    List<Send> current;
    synchronized (this) {
      cancelled = true;
      notifyAll();
      current = List.copyOf(sends);
    }
    current.forEach(Send::cancel);
  }

  /** Waits until none is under way; false if the time is up or the thread is interrupted. */
  synchronized boolean awaitIdle(Duration timeout) {
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
    try {
      while (!sends.isEmpty()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
