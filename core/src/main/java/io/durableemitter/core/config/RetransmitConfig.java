package io.durableemitter.core.config;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;

/**
 * How pending events are sent again, and which process does so. Immutable; the docs of each setting
 * are at {@link Builder}.
 */
public record RetransmitConfig(
    boolean enabled,
    Duration interval,
    Duration after,
    Duration transactionalAfter,
    int batchSize,
    Duration claimLease) {

  /** Checks the settings, as {@link Builder#build()} says. */
  public RetransmitConfig {
    Ranges.positive("retransmit.interval", interval);
    // below it any pause of a process makes two of them send the same
    Ranges.atLeast("retransmit.after", after, Duration.ofMillis(100));
    Ranges.notNegative("retransmit.transactionalAfter", transactionalAfter);
    Ranges.atLeast("retransmit.batchSize", batchSize, 1);
    Ranges.positive("retransmit.claimLease", claimLease);
  }

  /** The defaults. */
  public static RetransmitConfig ofDefaults() {
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
    builder.interval = interval;
    builder.after = after;
    builder.transactionalAfter = transactionalAfter;
    builder.batchSize = batchSize;
    builder.claimLease = claimLease;
    return builder;
  }

  /** Builds a {@link RetransmitConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private boolean enabled = true;
    private Duration interval = Duration.ofSeconds(5);
    private Duration after = Duration.ofSeconds(10);
    private Duration transactionalAfter = Duration.ofSeconds(1);
    private int batchSize = 500;
    private Duration claimLease = Duration.ofSeconds(15);

    private Builder() {}

    /**
     * Whether this process runs the maintenance: retransmission, expiry and purge. True for a host,
     * false for plugin processes that share its table: they store and send what they have stored, a
     * host does the rest. Default true.
     */
    public Builder enabled(boolean value) {
      enabled = value;
      return this;
    }

    /** Time between sweeps over the backlog, longer than zero. Default 5 s. */
    public Builder interval(Duration value) {
      interval = value;
      return this;
    }

    /**
     * The age from which an event is sent again, by any process; at least 100 ms, and shorter than
     * {@code expire.ttl}. An insert that takes longer than a quarter of it leaves its events to the
     * maintenance, which claims them at once. Default 10 s.
     */
    public Builder after(Duration value) {
      after = value;
      return this;
    }

    /**
     * The age, counted from the emit, from which any host sends an event that was stored within a
     * caller's transaction and not handed over; not negative. Nobody else sends such an event, so
     * it may be short. Default 1 s.
     */
    public Builder transactionalAfter(Duration value) {
      transactionalAfter = value;
      return this;
    }

    /**
     * The most rows read at once by a sweep, at least 1; a sweep reads as many pages as the
     * transport can take. Default 500 (Go: 100 per tick, which drains 20 events/s).
     */
    public Builder batchSize(int value) {
      batchSize = value;
      return this;
    }

    /**
     * How long a claimed row is this process's own unless the claim is renewed, which happens three
     * times within it; what a dead process held is free after it. Longer than zero, and longer than
     * the deadline of a call of the transport. Default 15 s.
     */
    public Builder claimLease(Duration value) {
      claimLease = value;
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public RetransmitConfig build() {
      return new RetransmitConfig(
          enabled, interval, after, transactionalAfter, batchSize, claimLease);
    }
  }
}
