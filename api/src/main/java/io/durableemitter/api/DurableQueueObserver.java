package io.durableemitter.api;

import java.time.Duration;

/** The ability of a store to describe its queue. Safe for concurrent use. */
@FunctionalInterface
public interface DurableQueueObserver {

  /**
   * Describes the queue as it is now.
   *
   * @param ttl the age at which pending events expire
   * @param nearExpiryLead events that will expire within this time count as near their end; must
   *     not be longer than {@code ttl}
   * @return the figures
   */
  DurableQueueStats observeQueue(Duration ttl, Duration nearExpiryLead);
}
