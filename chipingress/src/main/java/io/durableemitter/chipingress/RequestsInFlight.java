package io.durableemitter.chipingress;

import io.durableemitter.chipingress.internal.client.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests under way, at most as many as a limit that changes allows. A request counts until
 * its last callback has run, so slow callbacks slow sending. Safe for concurrent use; all fields
 * are guarded by {@code this}, and nothing here allocates.
 */
final class RequestsInFlight {

  private final IntSupplier limit;
  private @Nullable Request first;
  private int size;
  private boolean cancelled;

  RequestsInFlight(IntSupplier limit) {
    this.limit = limit;
  }

  /** Waits for room. After {@link #cancelAll()} nobody waits, and what enters is cancelled. */
  synchronized void enter(Request request) throws InterruptedException {
    while (size >= limit.getAsInt() && !cancelled) {
      wait();
    }
    enterNow(request);
  }

  /** Enters beyond the limit: what is left when a client closes. */
  synchronized void enterNow(Request request) {
    request.next = first;
    if (first != null) {
      first.previous = request;
    }
    first = request;
    request.underWay = true;
    size++;
    if (cancelled) {
      request.cancel();
    }
  }

  /** Leaves; a second time does nothing. */
  synchronized void leave(Request request) {
    if (!request.underWay) {
      return;
    }
    if (request.previous == null) {
      first = request.next;
    } else {
      request.previous.next = request.next;
    }
    if (request.next != null) {
      request.next.previous = request.previous;
    }
    request.previous = null;
    request.next = null;
    request.underWay = false;
    size--;
    notifyAll();
  }

  /** A call of a request under way has ended, which may have changed the limit. */
  synchronized void ended() {
    if (size < limit.getAsInt()) {
      notifyAll();
    }
  }

  /** How many may be under way now. */
  synchronized int limit() {
    return limit.getAsInt();
  }

  synchronized int size() {
    return size;
  }

  /** Whether nothing more can enter now. */
  synchronized boolean isFull() {
    return size >= limit.getAsInt();
  }

  /** Cancels all calls, now and from now on. */
  void cancelAll() {
    synchronized (this) {
      cancelled = true;
      notifyAll();
    }
    // outside the lock: a call that is cancelled may end on this thread
    for (Request next = notCancelled(); next != null; next = notCancelled()) {
      next.cancel();
    }
  }

  private synchronized @Nullable Request notCancelled() {
    Request at = first;
    while (at != null && at.isCancelled()) {
      at = at.next;
    }
    return at;
  }

  /** Ends the calls that gRPC has lost. */
  void giveUpOverdue(long nowNanos) {
    for (Request next = overdue(nowNanos); next != null; next = overdue(nowNanos)) {
      next.giveUp();
    }
  }

  private synchronized @Nullable Request overdue(long nowNanos) {
    Request at = first;
    while (at != null && !at.isOverdue(nowNanos)) {
      at = at.next;
    }
    return at;
  }

  /** Tells all that are under way now that the client was closed; they stay. */
  void tellAllClosed() {
    Request[] all;
    synchronized (this) {
      all = new Request[size];
      int i = 0;
      for (Request at = first; at != null; at = at.next) {
        all[i++] = at;
      }
    }
    for (Request request : all) {
      request.tellClosed();
    }
  }

  /** Waits until none is under way; false if the time is up or the thread is interrupted. */
  synchronized boolean awaitIdle(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    try {
      while (size > 0) {
        long left = deadline.leftNanos();
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
