package io.durableemitter.core.simulation;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * How the hosts of a world are configured, drawn once.
 *
 * @param discards whether expired events are discarded instead of buried
 */
record Terms(
    Duration ttl,
    OptionalInt maxAttempts,
    boolean discards,
    Duration grace,
    int batchSize,
    int transportCapacity) {

  static final Duration INTERVAL = Duration.ofSeconds(5);
  static final Duration AFTER = Duration.ofSeconds(10);
  static final Duration LEASE = Duration.ofSeconds(15);
  // as the maintenance takes it
  static final Duration KEEPING = AFTER.dividedBy(4);

  static Terms draw(Chance chance) {
    return new Terms(
        Duration.ofSeconds(chance.pick(List.of(60, 300, 3_600))),
        chance.is(0.7) ? OptionalInt.of(chance.between(3, 5)) : OptionalInt.empty(),
        chance.is(0.3),
        chance.pick(List.of(Duration.ZERO, Duration.ofSeconds(20), Duration.ofMinutes(5))),
        chance.pick(List.of(1, 3, 10, 500)),
        chance.pick(List.of(1, 4, 30, 1_000)));
  }
}
