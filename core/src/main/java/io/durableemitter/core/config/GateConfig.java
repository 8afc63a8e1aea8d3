package io.durableemitter.core.config;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;

/**
 * How delivery stops while the other end is out of reach, as a circuit breaker does. Immutable; the
 * docs of each setting are at {@link Builder}.
 */
public record GateConfig(int failuresToClose, Duration firstProbe, Duration longestProbe) {

  /** Checks the settings, as {@link Builder#build()} says. */
  public GateConfig {
    Ranges.atLeast("deliver.gate.failuresToClose", failuresToClose, 1);
    Ranges.positive("deliver.gate.firstProbe", firstProbe);
    Ranges.positive("deliver.gate.longestProbe", longestProbe);
    Ranges.atLeast("deliver.gate.longestProbe", longestProbe, "firstProbe", firstProbe);
  }

  /** The defaults. */
  public static GateConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.failuresToClose = failuresToClose;
    builder.firstProbe = firstProbe;
    builder.longestProbe = longestProbe;
    return builder;
  }

  /** Builds a {@link GateConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private int failuresToClose = 5;
    private Duration firstProbe = Duration.ofMillis(200);
    private Duration longestProbe = Duration.ofSeconds(5);

    private Builder() {}

    /**
     * How many deliveries in a row must fail by trouble of the transport until nothing but probes
     * is sent, at least 1. Default 5: one failed call with a batch is enough.
     */
    public Builder failuresToClose(int value) {
      failuresToClose = value;
      return this;
    }

    /**
     * How long after that the first probe goes out; doubled with each further one. Longer than
     * zero. Default 200 ms.
     */
    public Builder firstProbe(Duration value) {
      firstProbe = value;
      return this;
    }

    /** The most time between probes; not shorter than the first. Default 5 s. */
    public Builder longestProbe(Duration value) {
      longestProbe = value;
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public GateConfig build() {
      return new GateConfig(failuresToClose, firstProbe, longestProbe);
    }
  }
}
