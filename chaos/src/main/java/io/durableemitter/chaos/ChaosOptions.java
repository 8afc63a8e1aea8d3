package io.durableemitter.chaos;

import io.durableemitter.chaos.sabotage.Sabotage;
import java.time.Duration;
import java.util.List;

/**
 * What a run is to be.
 *
 * @param seed determines which faults come, and in which order
 * @param cycles how many cycles
 * @param limit no cycle begins after it
 * @param hosts emitter processes, 1 to 4
 * @param keys ordering keys of all callers together, at least; 0 for events without
 * @param kinds which faults there may be
 * @param sabotage how the engine is broken
 */
record ChaosOptions(
    long seed,
    int cycles,
    Duration limit,
    int hosts,
    int keys,
    List<Fault> kinds,
    Sabotage sabotage) {

  ChaosOptions {
    kinds = List.copyOf(kinds);
    require(!kinds.isEmpty(), "there must be a kind of fault");
    require(cycles >= 0 && cycles <= 100_000, "cycles must be 0 to 100000 but is " + cycles);
    require(!limit.isNegative(), "the limit must not be negative but is " + limit);
    require(keys >= 0 && keys <= 100_000, "keys must be 0 to 100000 but is " + keys);
    require(hosts >= 1 && hosts <= 4, "hosts must be 1 to 4 but is " + hosts);
  }

  /** How many callers each host has. */
  static final int CALLERS = 4;

  /** Whether events of a key are delivered one after the other. */
  boolean isOrdered() {
    return keys > 0;
  }

  /** Ordering keys of each caller. */
  int keysOfEach() {
    return (keys + hosts * CALLERS - 1) / (hosts * CALLERS);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
