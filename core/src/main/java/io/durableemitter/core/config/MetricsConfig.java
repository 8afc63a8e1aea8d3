package io.durableemitter.core.config;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What is looked at for the metrics; used only if the emitter is given a meter. Immutable; the docs
 * of each setting are at {@link Builder}.
 */
public record MetricsConfig(
    Duration pollInterval, Duration nearExpiryLead, OptionalLong maxQueuePayloadBytes) {

  /** Checks the settings, as {@link Builder#build()} says. */
  public MetricsConfig {
    Ranges.positive("metrics.pollInterval", pollInterval);
    Ranges.notNegative("metrics.nearExpiryLead", nearExpiryLead);
    maxQueuePayloadBytes.ifPresent(
        value -> Ranges.atLeast("metrics.maxQueuePayloadBytes", value, 1));
  }

  /** The defaults. */
  public static MetricsConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.pollInterval = pollInterval;
    builder.nearExpiryLead = nearExpiryLead;
    builder.maxQueuePayloadBytes = maxQueuePayloadBytes;
    return builder;
  }

  /** Builds a {@link MetricsConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private Duration pollInterval = Duration.ofSeconds(10);
    private Duration nearExpiryLead = Duration.ofMinutes(5);
    private OptionalLong maxQueuePayloadBytes = OptionalLong.empty();

    private Builder() {}

    /** Time between looks at the queue, longer than zero. Default 10 s. */
    public Builder pollInterval(Duration value) {
      pollInterval = value;
      return this;
    }

    /** How long before its expiry an event counts as near to it; not negative. Default 5 min. */
    public Builder nearExpiryLead(Duration value) {
      nearExpiryLead = value;
      return this;
    }

    /**
     * What the queue may hold in bytes, for the gauge of its usage, which is there only if this is;
     * at least 1. It bounds nothing. Default none.
     */
    public Builder maxQueuePayloadBytes(long value) {
      maxQueuePayloadBytes = OptionalLong.of(value);
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public MetricsConfig build() {
      return new MetricsConfig(pollInterval, nearExpiryLead, maxQueuePayloadBytes);
    }
  }
}
