package io.durableemitter.spi;

import java.time.Duration;

/**
 * Which pending rows to read at once. Immutable.
 *
 * @param minAge only events at least this old; zero for all
 * @param after only events behind this place
 * @param maxRows the most rows, at least 1
 * @param maxBytes the most bytes of their payloads together, at least 1; a single larger event
 *     makes a page of its own
 */
public record PageRequest(Duration minAge, PendingCursor after, int maxRows, long maxBytes) {

  /**
   * Checks the values.
   *
   * @param minAge not negative
   * @param after a place
   * @param maxRows at least 1
   * @param maxBytes at least 1
   * @throws IllegalArgumentException if one is out of range
   */
  public PageRequest {
    if (minAge.isNegative()) {
      throw new IllegalArgumentException("minAge must not be negative but is " + minAge);
    }
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows must be at least 1 but is " + maxRows);
    }
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1 but is " + maxBytes);
    }
  }
}
