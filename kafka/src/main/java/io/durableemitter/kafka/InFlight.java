package io.durableemitter.kafka;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The events that have left the queue, until their callbacks have run, bounded in number and bytes.
 * One thread enters; else safe for concurrent use; all fields are guarded by {@code this}, and only
 * looking at all of them allocates.
 */
final class InFlight {

  private final int most;
  private final long mostBytes;
  private @Nullable Outgoing first;
  private int size;
  private long bytes;
  private boolean open = true;
  private boolean waiting; // the one thread that enters
  private boolean anyChange; // is what it waits for

  InFlight(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** Waits for room; whether it has entered: not after {@link #close()}. */
  synchronized boolean enter(Outgoing event) throws InterruptedException {
    while (open && !hasRoom(event)) {
      waiting = true;
      wait();
    }
    waiting = false;
    if (!open) {
      return false;
    }
    event.next = first;
    if (first != null) {
      first.previous = event;
    }
    first = event;
    event.inFlight = true;
    size++;
    bytes += event.bytes();
    return true;
  }

  private boolean hasRoom(Outgoing event) {
    return size == 0 || (size < most && event.bytes() <= mostBytes - bytes);
  }

  /** Leaves; a second time does nothing. */
  synchronized void leave(Outgoing event) {
    if (!event.inFlight) {
      return;
    }
    if (event.previous == null) {
      first = event.next;
    } else {
      event.previous.next = event.next;
    }
    if (event.next != null) {
      event.next.previous = event.previous;
    }
    event.previous = null;
    event.next = null;
    event.inFlight = false;
    size--;
    bytes -= event.bytes();
    if (size == 0 || anyChange || (waiting && hasSomeRoom())) {
      notifyAll();
    }
  }

  /** Whether it is worth waking who waits: a wake-up for each event would cost more than it. */
  private boolean hasSomeRoom() {
    return size <= most - most / 8 && bytes <= mostBytes - mostBytes / 8;
  }

  /** Waits until one leaves, for so long at most; not after {@link #close()}. */
  @SuppressWarnings("WaitNotInLoop") // the caller looks at what it waits for
  synchronized void awaitChange(Duration most) throws InterruptedException {
    if (open) {
      anyChange = true;
      TimeUnit.NANOSECONDS.timedWait(this, most.toNanos());
      anyChange = false;
    }
  }

  /** Lets nobody enter or wait any more. */
  synchronized void close() {
    open = false;
    notifyAll();
  }

  synchronized int size() {
    return size;
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized boolean isFull() {
    return size >= most || bytes >= mostBytes;
  }

  synchronized boolean isOpen() {
    return open;
  }

  /** One of which this holds, if there is one. */
  synchronized @Nullable Outgoing find(Predicate<Outgoing> condition) {
    Outgoing at = first;
    while (at != null && !condition.test(at)) {
      at = at.next;
    }
    return at;
  }

  /** Waits until none is in flight; false if the time is up or the thread is interrupted. */
  synchronized boolean awaitNone(Duration timeout) {
    long begin = System.nanoTime();
    long nanos = TimeUnit.NANOSECONDS.convert(timeout);
    try {
      while (size > 0) {
        long left = nanos - (System.nanoTime() - begin);
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
