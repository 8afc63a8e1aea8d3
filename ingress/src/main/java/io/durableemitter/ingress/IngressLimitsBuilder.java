package io.durableemitter.ingress;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Builds {@link IngressLimits}, whose documentation says what each limit does and what its default
 * is. Not safe for concurrent use.
 */
public final class IngressLimitsBuilder {

  private int maxRequestBytes = 16 << 20;
  private OptionalLong maxBytesInFlight = OptionalLong.empty();
  private int maxHeaderBytes = 8 << 10;
  private int maxEventsPerBatch = 10_000;
  private int maxAttributesPerEvent = 64;
  private int maxAttributesPerRequest = 50_000;
  private int maxUnknownFields = 100_000;
  private int maxAttributeNameLength = 64;
  private int maxAttributeBytes = 4 << 10;
  private int maxCallsPerConnection = 100;
  private int maxConnections = 1_000;
  private int maxConnectionsPerAddress = 200;
  private int maxResetsPerWindow = 200;
  private Duration resetWindow = Duration.ofSeconds(10);
  private Duration handshakeTimeout = Duration.ofSeconds(10);
  private Duration firstCallTimeout = Duration.ofSeconds(10);
  private Duration maxConnectionIdle = Duration.ofHours(1);
  private Duration maxConnectionAge = Duration.ofDays(1);
  private Duration minKeepAlive = Duration.ofSeconds(5);
  private OptionalLong maxEventsPerSecond = OptionalLong.empty();
  private OptionalLong maxBytesPerSecond = OptionalLong.empty();

  IngressLimitsBuilder() {}

  /** Sets the largest request after decompression. */
  public IngressLimitsBuilder maxRequestBytes(int value) {
    maxRequestBytes = value;
    return this;
  }

  /** Sets the largest list of request headers. */
  public IngressLimitsBuilder maxHeaderBytes(int value) {
    maxHeaderBytes = value;
    return this;
  }

  /** Sets the most events in a request. */
  public IngressLimitsBuilder maxEventsPerBatch(int value) {
    maxEventsPerBatch = value;
    return this;
  }

  /** Sets the most attributes of an event. */
  public IngressLimitsBuilder maxAttributesPerEvent(int value) {
    maxAttributesPerEvent = value;
    return this;
  }

  /** Sets the longest name of an attribute. */
  public IngressLimitsBuilder maxAttributeNameLength(int value) {
    maxAttributeNameLength = value;
    return this;
  }

  /** Sets the largest value of an attribute. */
  public IngressLimitsBuilder maxAttributeBytes(int value) {
    maxAttributeBytes = value;
    return this;
  }

  /** Sets the most calls of a connection at once. */
  public IngressLimitsBuilder maxCallsPerConnection(int value) {
    maxCallsPerConnection = value;
    return this;
  }

  /** Sets the most connections at once. */
  public IngressLimitsBuilder maxConnections(int value) {
    maxConnections = value;
    return this;
  }

  /** Sets the most calls that a connection may cancel within the window. */
  public IngressLimitsBuilder maxResetsPerWindow(int value) {
    maxResetsPerWindow = value;
    return this;
  }

  /** Sets the window of cancelled calls. */
  public IngressLimitsBuilder resetWindow(Duration value) {
    resetWindow = value;
    return this;
  }

  /** Sets the most time to open a connection. */
  public IngressLimitsBuilder handshakeTimeout(Duration value) {
    handshakeTimeout = value;
    return this;
  }

  /** Sets when a connection without calls is closed. */
  public IngressLimitsBuilder maxConnectionIdle(Duration value) {
    maxConnectionIdle = value;
    return this;
  }

  /** Sets when a connection is replaced. */
  public IngressLimitsBuilder maxConnectionAge(Duration value) {
    maxConnectionAge = value;
    return this;
  }

  /** Sets the shortest time between pings of a client. */
  public IngressLimitsBuilder minKeepAlive(Duration value) {
    minKeepAlive = value;
    return this;
  }

  /** Sets the most bytes of requests at once, over all connections. */
  public IngressLimitsBuilder maxBytesInFlight(long value) {
    maxBytesInFlight = OptionalLong.of(value);
    return this;
  }

  /** Sets the most attributes in all events of a request. */
  public IngressLimitsBuilder maxAttributesPerRequest(int value) {
    maxAttributesPerRequest = value;
    return this;
  }

  /** Sets the most fields of a request that the protocol does not know. */
  public IngressLimitsBuilder maxUnknownFields(int value) {
    maxUnknownFields = value;
    return this;
  }

  /** Sets the most connections of one address. */
  public IngressLimitsBuilder maxConnectionsPerAddress(int value) {
    maxConnectionsPerAddress = value;
    return this;
  }

  /** Sets when a connection without any call that was let in is closed. */
  public IngressLimitsBuilder firstCallTimeout(Duration value) {
    firstCallTimeout = value;
    return this;
  }

  /** Sets how many events an identity may publish in a second. */
  public IngressLimitsBuilder maxEventsPerSecond(long value) {
    maxEventsPerSecond = OptionalLong.of(value);
    return this;
  }

  /** Sets how many bytes an identity may publish in a second. */
  public IngressLimitsBuilder maxBytesPerSecond(long value) {
    maxBytesPerSecond = OptionalLong.of(value);
    return this;
  }

  /**
   * Checks the limits.
   *
   * @return the limits
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public IngressLimits build() {
    return new IngressLimits(
        maxRequestBytes,
        maxBytesInFlight.orElse(Math.max(maxRequestBytes, defaultBytesInFlight())),
        maxHeaderBytes,
        maxEventsPerBatch,
        maxAttributesPerEvent,
        maxAttributesPerRequest,
        maxUnknownFields,
        maxAttributeNameLength,
        maxAttributeBytes,
        maxCallsPerConnection,
        maxConnections,
        maxConnectionsPerAddress,
        maxResetsPerWindow,
        resetWindow,
        handshakeTimeout,
        firstCallTimeout,
        maxConnectionIdle,
        maxConnectionAge,
        minKeepAlive,
        maxEventsPerSecond,
        maxBytesPerSecond);
  }

  private static long defaultBytesInFlight() {
    return Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 4);
  }
}
