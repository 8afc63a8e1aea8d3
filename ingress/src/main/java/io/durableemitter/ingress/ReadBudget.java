package io.durableemitter.ingress;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of requests that have arrived and are not answered yet, over all connections. While
 * there are more than its shared half, requests that are not whole are read one after the other:
 * one to its end, the others wait on the network. Next is one of the connection that holds least,
 * so that whoever fills the budget waits longest. The other half takes what comes without being
 * asked for: the rest of the one that is read, and the first few KiB of new requests. Safe for
 * concurrent use.
 */
final class ReadBudget {

  private static final int SMALLEST_WINDOW = (64 << 10) - 1;
  private static final int LARGEST_WINDOW = 1 << 20;
  private static final int WINDOW_SHARE = 1 << 10;

  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long HOLDING_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final Comparator<Reading> ORDER =
      Comparator.comparing((Reading reading) -> reading.slow)
          .thenComparingLong(reading -> reading.connection.held);

  private final long shared;
  private final long all;
  private final long largest;
  private final Set<Reading> waiting = new LinkedHashSet<>();
  private @Nullable Reading first;
  private long used;
  private int whole;

  /**
   * A budget.
   *
   * @param bytes of all requests
   * @param largest how large a request may be
   */
  ReadBudget(long bytes, long largest) {
    this.all = bytes;
    this.largest = largest;
    this.shared = bytes / 2;
  }

  /** What a request may send before anybody looks at the budget: with a GiB of it, 1 MiB. */
  int window() {
    return (int) Math.max(SMALLEST_WINDOW, Math.min(LARGEST_WINDOW, all / WINDOW_SHARE));
  }

  /** Whether there is room for the beginning of one more request of a connection. */
  synchronized boolean hasRoom(ConnectionGuard connection) {
    return used < all || connection.held < 2L * window();
  }

  /** The bytes of requests that have arrived, or are let in, and are not answered yet. */
  synchronized long bytes() {
    return used;
  }

  /** Whether some requests have to wait, or soon will. */
  synchronized boolean isUnderPressure() {
    return used > shared || !waiting.isEmpty();
  }

  /**
   * Sets bytes aside so that a request may come in larger steps, if there are plenty.
   *
   * @return by how much its window grows; 0 if it stays
   */
  synchronized int widen(Reading reading) {
    int more = LARGEST_WINDOW - window();
    if (reading == first) {
      // all of it has been set aside
      return more;
    }
    if (more == 0 || used + LARGEST_WINDOW > shared / 2 || reading.settled) {
      return 0;
    }
    arrived(reading, LARGEST_WINDOW);
    return more;
  }

  synchronized void arrived(Reading reading, long bytes) {
    if (!reading.settled) {
      used += bytes;
      reading.charged += bytes;
      reading.connection.held += bytes;
    }
  }

  /** Whether as much again may come of this request now; if not, its connection is told when. */
  synchronized boolean mayGoOn(Reading reading, int bytes) {
    if (used <= shared || reading.settled || reading == first) {
      return true;
    }
    if (mayBeFirst()) {
      first = reading;
      return true;
    }
    reading.withheld += bytes;
    waiting.add(reading);
    return false;
  }

  synchronized boolean isWaiting(Reading reading) {
    return waiting.contains(reading);
  }

  /**
   * Whether a request that may come and does not is to be given up. Long before that it loses its
   * place: behind it others wait.
   */
  synchronized boolean isGivenUp(Reading reading, long idleNanos) {
    if (waiting.contains(reading)) {
      return false;
    }
    if (reading == first && idleNanos > FIRST_NANOS) {
      reading.slow = true;
      leaveLine(reading);
    }
    return idleNanos > HOLDING_NANOS;
  }

  /** The request is whole: it asks for nothing more, but keeps what it has. */
  synchronized void whole(Reading reading) {
    if (!reading.settled) {
      reading.whole = true;
      whole++;
    }
    leaveLine(reading);
  }

  /** The request was answered or given up. May be called more than once. */
  synchronized void ended(Reading reading) {
    if (!reading.settled) {
      reading.settled = true;
      used -= reading.charged;
      whole -= reading.whole ? 1 : 0;
      reading.connection.held -= reading.charged;
      leaveLine(reading);
    }
  }

  /** Behind whole requests that fill the budget nobody is read until one of them is answered. */
  private boolean mayBeFirst() {
    return first == null && (used + largest <= all || whole == 0);
  }

  private void leaveLine(Reading reading) {
    waiting.remove(reading);
    if (first == reading) {
      first = null;
    }
    long granted = used;
    while (!waiting.isEmpty() && (mayBeFirst() || granted <= shared)) {
      Reading next = Collections.min(waiting, ORDER);
      waiting.remove(next);
      if (granted > shared) {
        first = next;
      }
      granted += next.withheld;
      next.connection.goOn(next, next.withheld);
      next.withheld = 0;
    }
  }
}
