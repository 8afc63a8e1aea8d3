package io.durableemitter.core;

import java.time.Duration;

/**
 * How delivery stops while the other end is out of reach. Immutable; the {@code with} methods
 * return changed copies.
 *
 * @param failuresToClose how many deliveries in a row must fail by trouble of the transport until
 *     nothing but probes is sent, at least 1. Default 5: one failed call with a batch is enough
 * @param firstProbe how long after that the first probe goes out; doubled with each further one.
 *     Longer than zero. Default 200 ms
 * @param longestProbe the most time between probes; not shorter than the first. Default 5 s
 */
public record GateConfig(int failuresToClose, Duration firstProbe, Duration longestProbe) {

  /**
   * Checks the values.
   *
   * @param failuresToClose at least 1
   * @param firstProbe longer than zero
   * @param longestProbe not shorter than firstProbe
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public GateConfig {
    Rules.atLeastOne("failuresToClose", failuresToClose);
    Rules.positive("firstProbe", firstProbe);
    Rules.positive("longestProbe", longestProbe);
    if (longestProbe.compareTo(firstProbe) < 0) {
      throw new IllegalArgumentException(
          "longestProbe ("
              + longestProbe
              + ") must not be shorter than firstProbe ("
              + firstProbe
              + ")");
    }
  }

  /**
   * The defaults.
   *
   * @return a configuration
   */
  public static GateConfig ofDefaults() {
    return new GateConfig(5, Duration.ofMillis(200), Duration.ofSeconds(5));
  }

  /**
   * Stops delivery after so many failures in a row.
   *
   * @param failures at least 1
   * @return a changed copy
   */
  public GateConfig withFailuresToClose(int failures) {
    return new GateConfig(failures, firstProbe, longestProbe);
  }

  /**
   * Looks for the other end this often.
   *
   * @param first after delivery stopped
   * @param longest the most time between probes
   * @return a changed copy
   */
  public GateConfig withProbes(Duration first, Duration longest) {
    return new GateConfig(failuresToClose, first, longest);
  }
}
