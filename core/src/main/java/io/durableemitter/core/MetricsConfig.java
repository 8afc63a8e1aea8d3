package io.durableemitter.core;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Settings of an emitter's metrics, used only if it is given a meter. Immutable; the {@code with}
 * methods return changed copies.
 *
 * @param pollInterval time between looks at the queue, longer than zero. Default 10 s
 * @param nearExpiryLead how long before its expiry an event counts as near to it; not negative.
 *     Default 5 min
 * @param maxQueuePayloadBytes what the queue may hold, for the gauge of its usage, which is there
 *     only if this is; at least 1. It bounds nothing. Default none
 */
public record MetricsConfig(
    Duration pollInterval, Duration nearExpiryLead, OptionalLong maxQueuePayloadBytes) {

  /**
   * Checks the values.
   *
   * @param pollInterval longer than zero
   * @param nearExpiryLead not negative
   * @param maxQueuePayloadBytes at least 1, if any
   * @throws IllegalArgumentException if one is out of range
   */
  public MetricsConfig {
    Rules.positive("pollInterval", pollInterval);
    Rules.atLeastZero("nearExpiryLead", nearExpiryLead);
    maxQueuePayloadBytes.ifPresent(value -> Rules.atLeastOne("maxQueuePayloadBytes", value));
  }

  /**
   * The defaults.
   *
   * @return a configuration
   */
  public static MetricsConfig ofDefaults() {
    return new MetricsConfig(Duration.ofSeconds(10), Duration.ofMinutes(5), OptionalLong.empty());
  }

  /**
   * Looks at the queue this often.
   *
   * @param interval longer than zero
   * @return a changed copy
   */
  public MetricsConfig withPollInterval(Duration interval) {
    return new MetricsConfig(interval, nearExpiryLead, maxQueuePayloadBytes);
  }

  /**
   * Counts events as near to their expiry from then on.
   *
   * @param lead not negative
   * @return a changed copy
   */
  public MetricsConfig withNearExpiryLead(Duration lead) {
    return new MetricsConfig(pollInterval, lead, maxQueuePayloadBytes);
  }

  /**
   * Exports the usage of this many bytes.
   *
   * @param bytes at least 1
   * @return a changed copy
   */
  public MetricsConfig withMaxQueuePayloadBytes(long bytes) {
    return new MetricsConfig(pollInterval, nearExpiryLead, OptionalLong.of(bytes));
  }
}
