package io.durableemitter.api;

import java.time.Duration;
import java.util.UUID;

/**
 * Which rows to claim. Immutable.
 *
 * @param owner for whom; one per process and life, so that nobody takes another's
 * @param lease how long the claim lasts unless it is renewed; longer than zero
 * @param minAge only events at least this old; zero for all
 * @param after only events behind this place
 * @param limit the most events to claim, at least 1
 */
public record ClaimRequest(
    UUID owner, Duration lease, Duration minAge, PendingCursor after, int limit) {

  /**
   * Checks the values.
   *
   * @param owner for whom
   * @param lease longer than zero
   * @param minAge not negative
   * @param after a place
   * @param limit at least 1
   * @throws IllegalArgumentException if one is out of range
   */
  public ClaimRequest {
    if (lease.isNegative() || lease.isZero()) {
      throw new IllegalArgumentException("lease must be longer than zero but is " + lease);
    }
    if (minAge.isNegative()) {
      throw new IllegalArgumentException("minAge must not be negative but is " + minAge);
    }
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1 but is " + limit);
    }
  }
}
