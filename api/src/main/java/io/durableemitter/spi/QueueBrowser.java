package io.durableemitter.spi;

import java.util.Optional;

/**
 * Looks at the pending rows of a queue, for people and tools, and changes nothing: no row is locked
 * or claimed. However long the queue is, no call reads all of it. Safe for concurrent use.
 *
 * <p>Every method may throw {@link StoreException}. Nothing of this is needed to get an event
 * delivered. {@code QueueBrowserContract} of the testkit checks an implementation.
 */
public interface QueueBrowser {

  /** The most pending rows that {@link #leases()} looks at. */
  int MOST_LEASES = 100_000;

  /**
   * Lists pending rows in the order of the queue, whoever holds them and whenever they are due.
   *
   * @param request which, and how many rows and bytes at once
   * @return the rows; where the work of a read is used up, fewer than there are, or none, and where
   *     to go on
   */
  Page<PendingRow> list(PageRequest request);

  /**
   * Finds a pending row.
   *
   * @param id the row
   * @return empty if it is delivered or gone
   */
  Optional<PendingRow> find(long id);

  /**
   * The end of the queue: rows that are stored from now on have larger ids, apart from those of
   * processes that have taken ids ahead, for some seconds.
   *
   * @return the largest id that was taken; 0 if there is none
   */
  long lastId();

  /**
   * Finds out who holds rows. Looks at the first {@value #MOST_LEASES} pending rows at most.
   *
   * @return the owners of leases that last
   */
  QueueLeases leases();
}
