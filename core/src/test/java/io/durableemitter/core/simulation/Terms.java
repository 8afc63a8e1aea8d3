package io.durableemitter.core.simulation;

import io.durableemitter.core.config.OrderConfig.Undeliverable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the hosts of a world and their store are configured, drawn once.
 *
 * @param discards whether expired events are discarded instead of deadLettered
 * @param window how many ids the store looks at for a page; zero for all
 * @param pageBytes the most bytes of a page
 * @param order what becomes of events with a key that will not be delivered; empty where there are
 *     no keys
 */
record Terms(
    Duration ttl,
    OptionalInt maxAttempts,
    boolean discards,
    Duration grace,
    int batchSize,
    int transportCapacity,
    int window,
    long pageBytes,
    Optional<Undeliverable> order) {

  static final Duration INTERVAL = Duration.ofSeconds(5);
  static final Duration AFTER = Duration.ofSeconds(10);
  static final Duration LEASE = Duration.ofSeconds(15);
  // as the maintenance takes it
  static final Duration KEEPING = AFTER.dividedBy(4);
  static final Duration SLOW = AFTER.dividedBy(4);
  static final Duration CALL_TIMEOUT = Duration.ofMinutes(2);
  static final Duration IN_FLIGHT_TIMEOUT = Duration.ofMinutes(5);

  static Terms draw(long seed, Chance chance) {
    return new Terms(
        Duration.ofSeconds(chance.pick(List.of(60, 300, 3_600))),
        chance.is(0.7) ? OptionalInt.of(chance.between(3, 5)) : OptionalInt.empty(),
        chance.is(0.3),
        chance.pick(List.of(Duration.ZERO, Duration.ofSeconds(20), Duration.ofMinutes(5))),
        chance.pick(List.of(1, 3, 10, 500)),
        chance.pick(List.of(1, 4, 30, 1_000)),
        chance.pick(List.of(0, 0, 10, 40)),
        chance.pick(List.of(400L, 2_000L, 1L << 20)),
        order(seed));
  }

  /** Half of the worlds have keys, in every weather. */
  private static Optional<Undeliverable> order(long seed) {
    return switch ((int) Math.floorMod(seed / 4, 4L)) {
      case 2 -> Optional.of(Undeliverable.DEAD_LETTER);
      case 3 -> Optional.of(Undeliverable.HOLD);
      default -> Optional.empty();
    };
  }

  /** Whether events of a key wait for one that is refused for ever. */
  boolean holds() {
    return order.equals(Optional.of(Undeliverable.HOLD));
  }
}
