package io.durableemitter.api;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Who sends an event, and until when nobody else does. Immutable.
 *
 * @param owner the process that took the lease, as in its reports
 * @param until when it ends, by the store's clock
 * @param left how long it lasts, by the store's clock; zero or negative if it has ended and nobody
 *     has taken another one yet
 */
public record EventLease(UUID owner, Instant until, Duration left) {

  /**
   * Whether it lasts.
   *
   * @return false if it has ended, so that anyone may take the row
   */
  public boolean isHeld() {
    return left.compareTo(Duration.ZERO) > 0;
  }
}
