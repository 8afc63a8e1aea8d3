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

  boolean add(long id) {
    return ids.add(id);
  }

  void remove(long id) {
    ids.remove(id);
  }

  /** Whether a row is on its way. */
  public boolean contains(long id) {
    return ids.contains(id);
  }

  /** How many rows are on their way. */
  public int size() {
    return ids.size();
  }
}
