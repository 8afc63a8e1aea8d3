package io.durableemitter.console;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.spi.DurableQueueStats;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A queue as it was at a moment.
 *
 * @param at by this machine's clock
 * @param queue what waits; empty if the store did not answer
 * @param problem what the store said instead, or what keeps it from cleaning up; empty if nothing
 * @param fleet the processes
 * @param deadLetters how many there are, by reason, of those that there are any
 * @param failures deliveries that fail in a second, by code
 */
record Sample(
    Instant at,
    Optional<DurableQueueStats> queue,
    String problem,
    FleetView fleet,
    Map<DeadLetterReason, Long> deadLetters,
    Map<String, Double> failures) {

  long deadLettersInAll() {
    return deadLetters.values().stream().mapToLong(Long::longValue).sum();
  }
}
