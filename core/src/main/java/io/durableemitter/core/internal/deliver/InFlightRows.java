package io.durableemitter.core.internal.deliver;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The rows that this process has handed to the transport and not yet removed or given up. Keeps the
 * retransmitter from sending them a second time. Bounded by the stages it spans: the transport's
 * buffer, its calls in flight and the mark queue. Safe for concurrent use.
 *
 * <p>A row that is left here by mistake is never sent again. So ids are objects that their owner
 * has made before: to take one out needs no memory.
 */
public final class InFlightRows {

  /** A row on its way. */
  private static final class Flight {
    private volatile long sinceNanos; // written before withTransport
    private volatile boolean withTransport;
    private volatile boolean answered;
    private volatile boolean lost;
    private volatile long key; // written before ordered
    private volatile boolean ordered;
  }

  private static final int MOST_ENDED_KEYS = 10_000;

  private final ConcurrentHashMap<Long, Flight> flights = new ConcurrentHashMap<>();
  private final Set<Long> left = ConcurrentHashMap.newKeySet();
  private final LongRing endedKeys = new LongRing(MOST_ENDED_KEYS);
  private final Object givingUp = new Object();
  private final LongSupplier ticker;
  private volatile boolean watching;

  /** No rows yet; the ticker tells nanoseconds, as {@link System#nanoTime()} does. */
  public InFlightRows(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /** A row goes on its way; false if it was already. */
  public boolean add(Long id) {
    Flight flight = new Flight();
    try {
      return flights.putIfAbsent(id, flight) == null;
    } catch (OutOfMemoryError none) {
      // it may be there all the same: the map counts, or grows, after it has put something in
      flights.remove(id, flight);
      throw none;
    }
  }

  /** A row that is on its way has an ordering key: what comes next of it waits for its end. */
  public void holdsUp(Long id, long key) {
    Flight flight = flights.get(id);
    if (flight != null) {
      flight.key = key;
      flight.ordered = true;
    }
  }

  /** The ordering keys of rows that are not on their way any more. */
  public LongRing endedKeys() {
    return endedKeys;
  }

  /** A row is not on its way any more. */
  public void remove(Long id) {
    try {
      if (watching) {
        // before it leaves the other set, so that it is in one of them at any moment
        left.add(id);
      }
    } finally {
      Flight flight = flights.remove(id);
      if (flight != null && flight.ordered) {
        endedKeys.add(flight.key);
      }
    }
  }

  /**
   * Begins to remember rows that leave. A page of pending rows shows the past: a row in it may have
   * been delivered, removed and forgotten here before anyone looks at it, and would be sent again.
   * Called before a page is read, by one thread only.
   */
  public void watch() {
    // what a slow remove() left behind after the last watch
    left.clear();
    watching = true;
  }

  /** Ends what {@link #watch} began; {@link #hasLeft} tells of it until the next. */
  public void unwatch() {
    watching = false;
  }

  /** Whether a row left since {@link #watch}. */
  public boolean hasLeft(long id) {
    return left.contains(id);
  }

  /** Whether a row is on its way now. */
  public boolean contains(long id) {
    return flights.containsKey(id);
  }

  /** The transport is given a row; until then nobody can answer. */
  void handOver(Long id) {
    Flight flight = flights.get(id);
    if (flight != null) {
      flight.sinceNanos = ticker.getAsLong();
      flight.withTransport = true;
    }
  }

  /** The transport did not take it. */
  void notTaken(Long id) {
    Flight flight = flights.get(id);
    if (flight != null) {
      flight.withTransport = false;
    }
  }

  /** The transport has answered; what is left is to write down what became of the row. */
  public void answered(Long id) {
    Flight flight = flights.get(id);
    if (flight != null) {
      flight.answered = true;
    }
  }

  /** Another process has taken the row over. */
  public void lost(long id) {
    Flight flight = flights.get(id);
    if (flight != null) {
      flight.lost = true;
    }
  }

  /** Whether another process has taken the row over since it went on its way. */
  public boolean isLost(long id) {
    Flight flight = flights.get(id);
    return flight != null && flight.lost;
  }

  /** The rows to which the transport has given no answer for longer than this. */
  public List<Long> unansweredFor(long nanos) {
    long now = ticker.getAsLong();
    List<Long> overdue = new ArrayList<>();
    flights.forEach(
        (id, flight) -> {
          if (flight.withTransport && !flight.answered && now - flight.sinceNanos > nanos) {
            overdue.add(id);
          }
        });
    return overdue;
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
    return Set.copyOf(flights.keySet());
  }

  /** How many rows are on their way. */
  public int size() {
    return flights.size();
  }
}
