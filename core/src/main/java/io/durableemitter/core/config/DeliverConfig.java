package io.durableemitter.core.config;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * How events are handed to the transport, and what becomes of those that fail.
 *
 * <p>Trouble of the transport never counts against an event. An event that fails on its own is put
 * off, longer each time; one that will never be delivered becomes a dead letter.
 *
 * <p>Immutable; the docs of each setting are at {@link Builder}.
 */
public record DeliverConfig(
    Duration inFlightTimeout,
    int fallbackMaxInFlight,
    Duration firstBackOff,
    Duration longestBackOff,
    OptionalInt maxAttempts,
    GateConfig gate) {

  /** Checks the settings, as {@link Builder#build()} says. */
  public DeliverConfig {
    Ranges.atLeast("deliver.inFlightTimeout", inFlightTimeout, Duration.ofSeconds(1));
    Ranges.atLeast("deliver.fallbackMaxInFlight", fallbackMaxInFlight, 1);
    Ranges.positive("deliver.firstBackOff", firstBackOff);
    Ranges.positive("deliver.longestBackOff", longestBackOff);
    Ranges.atLeast("deliver.longestBackOff", longestBackOff, "firstBackOff", firstBackOff);
    maxAttempts.ifPresent(value -> Ranges.atLeast("deliver.maxAttempts", value, 1));
  }

  /** The defaults. */
  public static DeliverConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.inFlightTimeout = inFlightTimeout;
    builder.fallbackMaxInFlight = fallbackMaxInFlight;
    builder.firstBackOff = firstBackOff;
    builder.longestBackOff = longestBackOff;
    builder.maxAttempts = maxAttempts;
    builder.gate = gate;
    return builder;
  }

  /** Builds a {@link DeliverConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private Duration inFlightTimeout = Duration.ofMinutes(10);
    private int fallbackMaxInFlight = 100;
    private Duration firstBackOff = Duration.ofSeconds(1);
    private Duration longestBackOff = Duration.ofMinutes(5);
    private OptionalInt maxAttempts = OptionalInt.empty();
    private GateConfig gate = GateConfig.ofDefaults();

    private Builder() {}

    /**
     * How long an event may be with the transport without an answer; then it is given up, logged,
     * and sent again. At least 1 s, and longer than the transport takes to send what it holds.
     * Default 10 min.
     */
    public Builder inFlightTimeout(Duration value) {
      inFlightTimeout = value;
      return this;
    }

    /**
     * The most events tried alone at once after their batch failed, if there is a fallback; the
     * others wait for the maintenance. At least 1. Default 100 (Go: unbounded).
     */
    public Builder fallbackMaxInFlight(int value) {
      fallbackMaxInFlight = value;
      return this;
    }

    /**
     * How long an event waits after its first failure; doubled with each further one, less up to a
     * half by chance. Longer than zero. Default 1 s.
     */
    public Builder firstBackOff(Duration value) {
      firstBackOff = value;
      return this;
    }

    /**
     * The most it waits, and at most half of {@code expire.ttl}; not shorter than the first
     * back-off. Default 5 min.
     */
    public Builder longestBackOff(Duration value) {
      longestBackOff = value;
      return this;
    }

    /**
     * After how many failures of its own an event becomes a dead letter, at least 1. Default none:
     * its time to live ends it.
     */
    public Builder maxAttempts(int value) {
      maxAttempts = OptionalInt.of(value);
      return this;
    }

    /** How delivery stops while the other end is out of reach. */
    public Builder gate(GateConfig value) {
      gate = value;
      return this;
    }

    /** Changes single settings of it. */
    public Builder gate(UnaryOperator<GateConfig.Builder> change) {
      return gate(change.apply(gate.toBuilder()).build());
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public DeliverConfig build() {
      return new DeliverConfig(
          inFlightTimeout, fallbackMaxInFlight, firstBackOff, longestBackOff, maxAttempts, gate);
    }
  }
}
