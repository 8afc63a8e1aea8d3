package io.durableemitter.ingress;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;

/**
 * How many connections there may be, and what one may do. Immutable; the docs of each limit are at
 * {@link Builder}.
 */
public record ConnectionLimits(
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxCallsPerConnection,
    int maxHeaderBytes,
    int maxResetsPerWindow,
    Duration resetWindow) {

  /** Checks the limits, as {@link Builder#build()} says. */
  public ConnectionLimits {
    Ranges.between("maxConnections", maxConnections, 1, 100_000);
    Ranges.between("maxConnectionsPerAddress", maxConnectionsPerAddress, 1, 100_000);
    Ranges.between("maxCallsPerConnection", maxCallsPerConnection, 1, 10_000);
    Ranges.between("maxHeaderBytes", maxHeaderBytes, 1 << 10, 1 << 20);
    Ranges.between("maxResetsPerWindow", maxResetsPerWindow, 1, 100_000);
    Ranges.between("resetWindow", resetWindow, Duration.ofSeconds(1), Duration.ofHours(1));
  }

  /** The defaults. */
  public static ConnectionLimits ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these limits. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.maxConnections = maxConnections;
    builder.maxConnectionsPerAddress = maxConnectionsPerAddress;
    builder.maxCallsPerConnection = maxCallsPerConnection;
    builder.maxHeaderBytes = maxHeaderBytes;
    builder.maxResetsPerWindow = maxResetsPerWindow;
    builder.resetWindow = resetWindow;
    return builder;
  }

  /** Builds {@link ConnectionLimits}. Not safe for concurrent use. */
  public static final class Builder {

    private int maxConnections = 1_000;
    private int maxConnectionsPerAddress = 200;
    private int maxCallsPerConnection = 100;
    private int maxHeaderBytes = 8 << 10;
    private int maxResetsPerWindow = 200;
    private Duration resetWindow = Duration.ofSeconds(10);

    private Builder() {}

    /** The most connections at once, 1 to 100,000; further ones are closed. Default 1,000. */
    public Builder maxConnections(int value) {
      maxConnections = value;
      return this;
    }

    /**
     * The most connections of one address, 1 to 100,000. Where a proxy stands before the server all
     * clients have its address, and this must be as large as {@code maxConnections}. An IPv6
     * address counts by its first 64 bits. Default 200.
     */
    public Builder maxConnectionsPerAddress(int value) {
      maxConnectionsPerAddress = value;
      return this;
    }

    /**
     * The most calls of a connection at once, 1 to 10,000; clients queue the others. Default 100.
     */
    public Builder maxCallsPerConnection(int value) {
      maxCallsPerConnection = value;
      return this;
    }

    /** The largest list of request headers, 1 KiB to 1 MiB. Default 8 KiB. */
    public Builder maxHeaderBytes(int value) {
      maxHeaderBytes = value;
      return this;
    }

    /**
     * The most calls that a connection may cancel within {@code resetWindow}, 1 to 100,000; more
     * end the connection. Default 200.
     */
    public Builder maxResetsPerWindow(int value) {
      maxResetsPerWindow = value;
      return this;
    }

    /** The window of cancelled calls, whole seconds up to an hour. Default 10 s. */
    public Builder resetWindow(Duration value) {
      resetWindow = value;
      return this;
    }

    /** Checks the limits: an {@link IllegalArgumentException} names the one that is wrong. */
    public ConnectionLimits build() {
      return new ConnectionLimits(
          maxConnections,
          maxConnectionsPerAddress,
          maxCallsPerConnection,
          maxHeaderBytes,
          maxResetsPerWindow,
          resetWindow);
    }
  }
}
