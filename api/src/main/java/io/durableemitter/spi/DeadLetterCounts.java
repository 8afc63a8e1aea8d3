package io.durableemitter.spi;

import io.durableemitter.api.DeadLetterReason;
import java.util.Map;

/**
 * How many dead letters there are. Immutable.
 *
 * @param byReason those of each reason; a reason that is missing has none
 * @param estimated whether these are estimates, because there are too many to count cheaply
 */
public record DeadLetterCounts(Map<DeadLetterReason, Long> byReason, boolean estimated) {

  /**
   * Keeps a copy.
   *
   * @param byReason those of each reason
   * @param estimated whether these are estimates
   */
  public DeadLetterCounts {
    byReason = Map.copyOf(byReason);
  }
}
