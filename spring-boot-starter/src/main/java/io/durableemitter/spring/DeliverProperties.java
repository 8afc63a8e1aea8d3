package io.durableemitter.spring;

import io.durableemitter.core.config.DeliverConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events are handed to the transport, and what becomes of those that fail.
 *
 * @param inFlightTimeout How long an event may be with the transport without an answer.
 * @param fallbackMaxInFlight Events tried alone at once after their batch failed, if there is a
 *     fallback.
 * @param firstBackOff An event that failed on its own waits this long, doubled with each failure.
 * @param longestBackOff The most it waits.
 * @param maxAttempts After how many failures of its own an event becomes a dead letter. Its time to
 *     live ends it if not given.
 * @param gate How delivery stops while the other end is out of reach.
 */
record DeliverProperties(
    @DefaultValue("10m") Duration inFlightTimeout,
    @DefaultValue("100") int fallbackMaxInFlight,
    @DefaultValue("1s") Duration firstBackOff,
    @DefaultValue("5m") Duration longestBackOff,
    @Nullable Integer maxAttempts,
    @DefaultValue Gate gate) {

  /**
   * How delivery stops while the other end is out of reach.
   *
   * @param failuresToClose Deliveries in a row that fail by trouble of the transport until only
   *     probes are sent.
   * @param firstProbe When the first probe goes out, doubled with each further one.
   * @param longestProbe The most time between probes.
   */
  record Gate(
      @DefaultValue("5") int failuresToClose,
      @DefaultValue("200ms") Duration firstProbe,
      @DefaultValue("5s") Duration longestProbe) {}

  DeliverConfig toConfig() {
    DeliverConfig.Builder builder =
        DeliverConfig.builder()
            .inFlightTimeout(inFlightTimeout)
            .fallbackMaxInFlight(fallbackMaxInFlight)
            .firstBackOff(firstBackOff)
            .longestBackOff(longestBackOff)
            .gate(
                settings ->
                    settings
                        .failuresToClose(gate.failuresToClose)
                        .firstProbe(gate.firstProbe)
                        .longestProbe(gate.longestProbe));
    if (maxAttempts != null) {
      builder.maxAttempts(maxAttempts);
    }
    return builder.build();
  }
}
