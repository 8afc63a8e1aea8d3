package io.durableemitter.ingress;

import io.durableemitter.api.internal.config.Ranges;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * How much of everything a server takes, so that no client can take it down. Immutable; the docs of
 * each limit are at {@link Builder}.
 */
public record IngressLimits(
    RequestLimits request,
    ConnectionLimits connections,
    ConnectionTimes times,
    long maxBytesInFlight,
    OptionalLong maxEventsPerSecond,
    OptionalLong maxBytesPerSecond) {

  /** Checks the limits, as {@link Builder#build()} says. */
  public IngressLimits {
    Ranges.between("maxBytesInFlight", maxBytesInFlight, 1L << 20, 1L << 40);
    Ranges.atLeast(
        "maxBytesInFlight", maxBytesInFlight, "maxRequestBytes", (long) request.maxRequestBytes());
    maxEventsPerSecond.ifPresent(
        value -> Ranges.between("maxEventsPerSecond", value, 1, 1_000_000_000));
    maxBytesPerSecond.ifPresent(
        value -> Ranges.between("maxBytesPerSecond", value, 1, 1_000_000_000_000L));
  }

  /** The defaults. */
  public static IngressLimits ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these limits. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.request = request;
    builder.connections = connections;
    builder.times = times;
    builder.maxBytesInFlight = OptionalLong.of(maxBytesInFlight);
    builder.maxEventsPerSecond = maxEventsPerSecond;
    builder.maxBytesPerSecond = maxBytesPerSecond;
    return builder;
  }

  /** Builds {@link IngressLimits}. Not safe for concurrent use. */
  public static final class Builder {

    private RequestLimits request = RequestLimits.ofDefaults();
    private ConnectionLimits connections = ConnectionLimits.ofDefaults();
    private ConnectionTimes times = ConnectionTimes.ofDefaults();
    private OptionalLong maxBytesInFlight = OptionalLong.empty();
    private OptionalLong maxEventsPerSecond = OptionalLong.empty();
    private OptionalLong maxBytesPerSecond = OptionalLong.empty();

    private Builder() {}

    /** How large a request may be, and what it may hold. */
    public Builder request(RequestLimits value) {
      request = value;
      return this;
    }

    /** Changes single limits of it. */
    public Builder request(UnaryOperator<RequestLimits.Builder> change) {
      return request(change.apply(request.toBuilder()).build());
    }

    /** How many connections there may be, and what one may do. */
    public Builder connections(ConnectionLimits value) {
      connections = value;
      return this;
    }

    /** Changes single limits of it. */
    public Builder connections(UnaryOperator<ConnectionLimits.Builder> change) {
      return connections(change.apply(connections.toBuilder()).build());
    }

    /** When a connection is closed or replaced. */
    public Builder times(ConnectionTimes value) {
      times = value;
      return this;
    }

    /** Changes single limits of it. */
    public Builder times(UnaryOperator<ConnectionTimes.Builder> change) {
      return times(change.apply(times.toBuilder()).build());
    }

    /**
     * The most bytes of requests that have arrived and are not answered yet, over all connections,
     * {@code maxRequestBytes} to 1 TiB, at least 1 MiB; when it is reached requests wait on the
     * network. As much again is set aside for parsing them. Default a quarter of the heap, at least
     * 32 MiB and {@code maxRequestBytes}.
     */
    public Builder maxBytesInFlight(long value) {
      maxBytesInFlight = OptionalLong.of(value);
      return this;
    }

    /**
     * What one identity may publish, 1 to 1,000,000,000; beyond it calls get RESOURCE_EXHAUSTED. An
     * identity is the key of a token, or the address if no token is asked for. Unlimited by
     * default.
     */
    public Builder maxEventsPerSecond(long value) {
      maxEventsPerSecond = OptionalLong.of(value);
      return this;
    }

    /** The same in bytes of requests, 1 to 1,000,000,000,000. Unlimited by default. */
    public Builder maxBytesPerSecond(long value) {
      maxBytesPerSecond = OptionalLong.of(value);
      return this;
    }

    /** Checks the limits: an {@link IllegalArgumentException} names the one that is wrong. */
    public IngressLimits build() {
      return new IngressLimits(
          request,
          connections,
          times,
          maxBytesInFlight.orElseGet(this::defaultBytesInFlight),
          maxEventsPerSecond,
          maxBytesPerSecond);
    }

    private long defaultBytesInFlight() {
      long quarter = Runtime.getRuntime().maxMemory() / 4;
      return Math.max(request.maxRequestBytes(), Math.max(32L << 20, quarter));
    }
  }
}
