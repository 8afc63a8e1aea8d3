package io.durableemitter.spi;

import java.time.Duration;

/**
 * Tells of rows that were stored by others and that nobody else sends, so that they need not be
 * looked for. Telling is a service: what was stored while nobody listened, or more at once than can
 * be told, is found by its age as ever. Made by {@link DurableEventStore#notifications()}.
 *
 * <p>One thread awaits; any thread may close.
 */
public interface RowNotifications extends AutoCloseable {

  /**
   * Waits until there are such rows. Connects if it has to, which may take as long as that does.
   *
   * @param most how long to wait, longer than zero
   * @return ids of committed rows that nobody holds; none if the time is up, or this was closed
   * @throws StoreException if it cannot listen; the next call tries it again
   */
  long[] await(Duration most);

  /** Ends a wait that is under way, and the connection. Idempotent; throws nothing. */
  @Override
  void close();
}
