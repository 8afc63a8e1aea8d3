package io.durableemitter.ingress;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;

/**
 * When a connection is closed or replaced. Immutable; the docs of each limit are at {@link
 * Builder}.
 */
public record ConnectionTimes(
    Duration handshakeTimeout,
    Duration firstCallTimeout,
    Duration maxConnectionIdle,
    Duration maxConnectionAge,
    Duration minKeepAlive) {

  /** Checks the limits, as {@link Builder#build()} says. */
  public ConnectionTimes {
    Ranges.between(
        "handshakeTimeout", handshakeTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    Ranges.between(
        "firstCallTimeout", firstCallTimeout, Duration.ofMillis(100), Duration.ofHours(1));
    Ranges.between(
        "maxConnectionIdle", maxConnectionIdle, Duration.ofSeconds(1), Duration.ofDays(1));
    Ranges.between(
        "maxConnectionAge", maxConnectionAge, Duration.ofSeconds(1), Duration.ofDays(30));
    Ranges.between("minKeepAlive", minKeepAlive, Duration.ZERO, Duration.ofHours(1));
  }

  /** The defaults. */
  public static ConnectionTimes ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these limits. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.handshakeTimeout = handshakeTimeout;
    builder.firstCallTimeout = firstCallTimeout;
    builder.maxConnectionIdle = maxConnectionIdle;
    builder.maxConnectionAge = maxConnectionAge;
    builder.minKeepAlive = minKeepAlive;
    return builder;
  }

  /** Builds {@link ConnectionTimes}. Not safe for concurrent use. */
  public static final class Builder {

    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private Duration firstCallTimeout = Duration.ofSeconds(10);
    private Duration maxConnectionIdle = Duration.ofHours(1);
    private Duration maxConnectionAge = Duration.ofDays(1);
    private Duration minKeepAlive = Duration.ofSeconds(5);

    private Builder() {}

    /** The most time to open a connection, TLS included, 100 ms to 10 minutes. Default 10 s. */
    public Builder handshakeTimeout(Duration value) {
      handshakeTimeout = value;
      return this;
    }

    /**
     * A connection on which no call was let in within this time is closed, 100 ms to an hour; a
     * call without an accepted token is not let in. Default 10 s.
     */
    public Builder firstCallTimeout(Duration value) {
      firstCallTimeout = value;
      return this;
    }

    /** A connection without calls is closed after this, a second to a day. Default an hour. */
    public Builder maxConnectionIdle(Duration value) {
      maxConnectionIdle = value;
      return this;
    }

    /**
     * A connection is replaced after this, a second to 30 days, so that load spreads again; calls
     * under way have a minute to end. Default a day.
     */
    public Builder maxConnectionAge(Duration value) {
      maxConnectionAge = value;
      return this;
    }

    /**
     * The shortest time between pings of a client, also without calls, up to an hour. Default 5 s:
     * the client of this project pings every 10 s.
     */
    public Builder minKeepAlive(Duration value) {
      minKeepAlive = value;
      return this;
    }

    /** Checks the limits: an {@link IllegalArgumentException} names the one that is wrong. */
    public ConnectionTimes build() {
      return new ConnectionTimes(
          handshakeTimeout, firstCallTimeout, maxConnectionIdle, maxConnectionAge, minKeepAlive);
    }
  }
}
