package io.durableemitter.ingress;

import java.time.Duration;

/**
 * Builds {@link IngressLimits}, whose documentation says what each limit does and what its default
 * is. Not safe for concurrent use.
 */
public final class IngressLimitsBuilder {

  private int maxMessageBytes = 4 << 20;
  private int maxHeaderBytes = 8 << 10;
  private int maxEventsPerBatch = 10_000;
  private int maxAttributesPerEvent = 64;
  private int maxAttributeNameLength = 64;
  private int maxAttributeBytes = 4 << 10;
  private int maxCallsPerConnection = 100;
  private int maxConnections = 1_000;
  private int maxResetsPerWindow = 200;
  private Duration resetWindow = Duration.ofSeconds(10);
  private Duration handshakeTimeout = Duration.ofSeconds(10);
  private Duration maxConnectionIdle = Duration.ofHours(1);
  private Duration maxConnectionAge = Duration.ofDays(1);
  private Duration minKeepAlive = Duration.ofSeconds(5);

  IngressLimitsBuilder() {}

  /** Sets the largest request after decompression. */
  public IngressLimitsBuilder maxMessageBytes(int value) {
    maxMessageBytes = value;
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

  /**
   * Checks the limits.
   *
   * @return the limits
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public IngressLimits build() {
    return new IngressLimits(
        maxMessageBytes,
        maxHeaderBytes,
        maxEventsPerBatch,
        maxAttributesPerEvent,
        maxAttributeNameLength,
        maxAttributeBytes,
        maxCallsPerConnection,
        maxConnections,
        maxResetsPerWindow,
        resetWindow,
        handshakeTimeout,
        maxConnectionIdle,
        maxConnectionAge,
        minKeepAlive);
  }
}
