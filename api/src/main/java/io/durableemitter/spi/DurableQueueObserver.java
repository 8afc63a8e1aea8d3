package io.durableemitter.spi;

import java.time.Duration;
import java.util.Optional;

/** Describes the queue of a store. Safe for concurrent use. */
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

  /**
   * What keeps the store from cleaning up after removed events, such as a transaction that someone
   * left open, if it has done so for minutes. Asked as often as the queue is observed; a store may
   * answer from memory.
   *
   * @return for people: who, since when, and what would mend it; empty if nothing does or a store
   *     cannot tell
   */
  default Optional<String> vacuumBlocker() {
    return Optional.empty();
  }
}
