package io.durableemitter.core.deliver;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rows that this process has handed to the transport and not yet removed or given up. Keeps the
 * retransmitter from sending them a second time. Bounded by the rooms it spans: the transport's
 * buffer, its calls in flight and the mark queue.
 */
public final class InFlight {

  private final Set<Long> ids = ConcurrentHashMap.newKeySet();
  private final Set<Long> left = ConcurrentHashMap.newKeySet();
  private final Object givingUp = new Object();
  private volatile boolean watching;

  /** A row goes on its way; false if it was already. */
  public boolean add(long id) {
    return ids.add(id);
  }

  /** A row is not on its way any more. */
  public void remove(long id) {
    if (watching) {
      // before it leaves the other set, so that it is in one of them at any moment
      left.add(id);
    }
    ids.remove(id);
  }

  /**
   * Begins to remember rows that leave. A page of pending rows shows the past: a row in it may have
   * been delivered, removed and forgotten here before anyone looks at it, and would be sent again.
   * Called before a page is read, by one thread only.
   */
  public void watch() {
    watching = true;
  }

  /** Forgets the rows that left since {@link #watch}. */
  public void unwatch() {
    watching = false;
    left.clear();
  }

  /** Whether a row is on its way, or was since {@link #watch}. */
  public boolean contains(long id) {
    return ids.contains(id) || left.contains(id);
  }

  /** Whether a row is on its way now. */
  public boolean isOnItsWay(long id) {
    return ids.contains(id);
  }

  /**
   * Runs work during which no row is given up: nobody writes down what became of a failed one, nor
   * forgets it here. Holds up whoever would; to be used for one statement.
   */
  public void whileNoneIsGivenUp(Runnable work) {
    synchronized (givingUp) {
      work.run();
    }
  }

  /** The rows that are on their way now. */
  public Set<Long> snapshot() {
    return Set.copyOf(ids);
  }

  /** How many rows are on their way. */
  public int size() {
    return ids.size();
  }
}
