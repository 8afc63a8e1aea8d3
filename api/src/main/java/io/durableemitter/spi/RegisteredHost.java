package io.durableemitter.spi;

import java.time.Duration;
import java.time.Instant;

/**
 * A process that has reported. Immutable.
 *
 * @param report its last report
 * @param startedAt when it began, by the store's clock
 * @param silence how long ago it reported, by the store's clock; a process that lives does so every
 *     5 s
 */
public record RegisteredHost(HostReport report, Instant startedAt, Duration silence) {

  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  /**
   * Whether it has been heard of lately.
   *
   * @return false if it is gone, hangs, or cannot reach the store
   */
  public boolean isHeard() {
    return silence.compareTo(LONGEST_SILENCE) <= 0;
  }
}
