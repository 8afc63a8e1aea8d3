package io.durableemitter.core.config;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;

/**
 * When undelivered events are too old, and what becomes of them. Immutable; the docs of each
 * setting are at {@link Builder}.
 */
public record ExpireConfig(
    boolean enabled,
    Duration ttl,
    Duration interval,
    int batchSize,
    ExpiredEvents expiredEvents,
    Duration grace) {

  /** What becomes of events beyond their time to live. */
  public enum ExpiredEvents {
    /** They become dead letters. */
    DEAD_LETTER,
    /** They are removed for ever; the log says how many. */
    DISCARD
  }

  /** Checks the settings, as {@link Builder#build()} says. */
  public ExpireConfig {
    Ranges.positive("expire.ttl", ttl);
    Ranges.positive("expire.interval", interval);
    Ranges.atLeast("expire.batchSize", batchSize, 1);
    Ranges.notNegative("expire.grace", grace);
  }

  /** The defaults. */
  public static ExpireConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.enabled = enabled;
    builder.ttl = ttl;
    builder.interval = interval;
    builder.batchSize = batchSize;
    builder.expiredEvents = expiredEvents;
    builder.grace = grace;
    return builder;
  }

  /** Builds an {@link ExpireConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private boolean enabled = true;
    private Duration ttl = Duration.ofDays(3);
    private Duration interval = Duration.ofMinutes(1);
    private int batchSize = 1_000;
    private ExpiredEvents expiredEvents = ExpiredEvents.DEAD_LETTER;
    private Duration grace = Duration.ofMinutes(5);

    private Builder() {}

    /** Whether events expire. Default true. */
    public Builder enabled(boolean value) {
      enabled = value;
      return this;
    }

    /**
     * The age at which an undelivered event expires; longer than {@code retransmit.after}. Default
     * 72 h (Go: 1 h, which makes dead letters of every longer outage).
     */
    public Builder ttl(Duration value) {
      ttl = value;
      return this;
    }

    /** Time between looks for expired events, longer than zero. Default 1 min. */
    public Builder interval(Duration value) {
      interval = value;
      return this;
    }

    /** The most events that one statement expires, at least 1. Default 1,000. */
    public Builder batchSize(int value) {
      batchSize = value;
      return this;
    }

    /** What becomes of expired events. Default {@link ExpiredEvents#DEAD_LETTER}. */
    public Builder expiredEvents(ExpiredEvents value) {
      expiredEvents = value;
      return this;
    }

    /**
     * How long after the start, and after the other end came back, nothing expires, so that what
     * has waited is delivered first; at most the time to live counts. Not negative. Default 5 min.
     */
    public Builder grace(Duration value) {
      grace = value;
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public ExpireConfig build() {
      return new ExpireConfig(enabled, ttl, interval, batchSize, expiredEvents, grace);
    }
  }
}
