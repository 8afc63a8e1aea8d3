package io.durableemitter.console;

import io.durableemitter.console.internal.state.Fleet;
import io.durableemitter.console.internal.state.QueueState;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DurableQueueStats;
import java.time.Duration;
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
 * @param deadLetters how many there are, by reason
 * @param failures deliveries that fail in a second, by code
 * @param unread what could not be looked at, though the store answers, and what it said instead
 */
record Sample(
    Instant at,
    Optional<DurableQueueStats> queue,
    String problem,
    Fleet fleet,
    DeadLetterCounts deadLetters,
    Map<String, Double> failures,
    Map<String, String> unread) {

  static final DeadLetterCounts NO_COUNTS = new DeadLetterCounts(Map.of(), false);

  static Sample ofAway(Instant at, String problem) {
    return new Sample(at, Optional.empty(), problem, Fleet.UNKNOWN, NO_COUNTS, Map.of(), Map.of());
  }

  QueueState state(DurableQueueStats stats, Duration ttl) {
    return new QueueState(stats, ttl, fleet, Map.of(), deadLetters, problem, unread);
  }

  long deadLettersInAll() {
    return deadLetters.byReason().values().stream().mapToLong(Long::longValue).sum();
  }
}
