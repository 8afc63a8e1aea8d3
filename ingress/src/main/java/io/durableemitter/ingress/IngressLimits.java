package io.durableemitter.ingress;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How much of everything a server takes, so that no client can take it down. Immutable; {@link
 * #builder()} begins with the defaults.
 *
 * @param maxRequestBytes the largest request after decompression, 1 KiB to 64 MiB. Default 16 MiB;
 *     larger ones get RESOURCE_EXHAUSTED
 * @param maxBytesInFlight the most bytes of requests that have arrived and are not answered yet,
 *     over all connections, 1 MiB to 1 TiB. Default a quarter of the heap, and at least 32 MiB;
 *     when it is reached requests wait on the network. As much again is set aside for parsing them
 * @param maxHeaderBytes the largest list of request headers, 1 KiB to 1 MiB. Default 8 KiB
 * @param maxEventsPerBatch 1 to 1,000,000. Default 10,000; larger batches get INVALID_ARGUMENT
 * @param maxAttributesPerEvent 0 to 1,000, without the required ones. Default 64
 * @param maxAttributesPerRequest in all its events, 1 to 1,000,000. Default 50,000; requests with
 *     more get INVALID_ARGUMENT
 * @param maxUnknownFields fields that the protocol does not know, in a request, 0 to 1,000,000.
 *     Default 100,000; they are skipped, requests with more get INVALID_ARGUMENT
 * @param maxAttributeNameLength in characters, 1 to 1,000. Default 64; CloudEvents recommends 20
 * @param maxAttributeBytes the largest value of an attribute, and the largest id, source and type,
 *     16 B to 1 MiB. Default 4 KiB
 * @param maxCallsPerConnection calls at once, 1 to 10,000. Default 100; clients queue the others
 * @param maxConnections 1 to 100,000. Default 1,000; further ones are closed at once
 * @param maxConnectionsPerAddress 1 to 100,000. Default 200; where a proxy stands before the server
 *     all clients have its address, and this must be as large as {@code maxConnections}. An IPv6
 *     address counts by its first 64 bits
 * @param maxResetsPerWindow calls that a connection may cancel within {@code resetWindow}, 1 to
 *     100,000. Default 200 in 10 s; more end the connection
 * @param resetWindow whole seconds, up to an hour
 * @param handshakeTimeout the most time to open a connection, TLS included, 100 ms to 10 minutes.
 *     Default 10 s
 * @param firstCallTimeout a connection on which no call was let in within this time is closed, 100
 *     ms to an hour. Default 10 s; a call without an accepted token is not let in
 * @param maxConnectionIdle a connection without calls is closed after this, a second to a day.
 *     Default an hour
 * @param maxConnectionAge a connection is replaced after this, a second to 30 days, so that load
 *     spreads again. Default a day; calls under way have a minute to end
 * @param minKeepAlive the shortest time between pings of a client, also without calls, up to an
 *     hour. Default 5 s: the client of this project pings every 10 s
 * @param maxEventsPerSecond what one identity may publish, 1 to 1,000,000,000. Unlimited by
 *     default; beyond it calls get RESOURCE_EXHAUSTED. An identity is the key of a token, or the
 *     address if no token is asked for
 * @param maxBytesPerSecond the same in bytes of requests, 1 to 1,000,000,000,000. Unlimited by
 *     default
 */
public record IngressLimits(
    int maxRequestBytes,
    long maxBytesInFlight,
    int maxHeaderBytes,
    int maxEventsPerBatch,
    int maxAttributesPerEvent,
    int maxAttributesPerRequest,
    int maxUnknownFields,
    int maxAttributeNameLength,
    int maxAttributeBytes,
    int maxCallsPerConnection,
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxResetsPerWindow,
    Duration resetWindow,
    Duration handshakeTimeout,
    Duration firstCallTimeout,
    Duration maxConnectionIdle,
    Duration maxConnectionAge,
    Duration minKeepAlive,
    OptionalLong maxEventsPerSecond,
    OptionalLong maxBytesPerSecond) {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public IngressLimits {
    between("maxRequestBytes", maxRequestBytes, 1 << 10, 64 << 20);
    between("maxBytesInFlight", maxBytesInFlight, 1L << 20, 1L << 40);
    if (maxBytesInFlight < maxRequestBytes) {
      throw new IllegalArgumentException(
          "maxBytesInFlight must be at least maxRequestBytes, "
              + maxRequestBytes
              + ", but is "
              + maxBytesInFlight);
    }
    between("maxHeaderBytes", maxHeaderBytes, 1 << 10, 1 << 20);
    between("maxEventsPerBatch", maxEventsPerBatch, 1, 1_000_000);
    between("maxAttributesPerEvent", maxAttributesPerEvent, 0, 1_000);
    between("maxAttributesPerRequest", maxAttributesPerRequest, 1, 1_000_000);
    between("maxUnknownFields", maxUnknownFields, 0, 1_000_000);
    between("maxAttributeNameLength", maxAttributeNameLength, 1, 1_000);
    between("maxAttributeBytes", maxAttributeBytes, 16, 1 << 20);
    between("maxCallsPerConnection", maxCallsPerConnection, 1, 10_000);
    between("maxConnections", maxConnections, 1, 100_000);
    between("maxConnectionsPerAddress", maxConnectionsPerAddress, 1, 100_000);
    between("maxResetsPerWindow", maxResetsPerWindow, 1, 100_000);
    between("resetWindow", resetWindow, SECOND, HOUR);
    between("handshakeTimeout", handshakeTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    between("firstCallTimeout", firstCallTimeout, Duration.ofMillis(100), HOUR);
    between("maxConnectionIdle", maxConnectionIdle, SECOND, DAY);
    between("maxConnectionAge", maxConnectionAge, SECOND, Duration.ofDays(30));
    between("minKeepAlive", minKeepAlive, Duration.ZERO, HOUR);
    maxEventsPerSecond.ifPresent(value -> between("maxEventsPerSecond", value, 1L, 1_000_000_000L));
    maxBytesPerSecond.ifPresent(
        value -> between("maxBytesPerSecond", value, 1L, 1_000_000_000_000L));
  }

  /**
   * The defaults.
   *
   * @return the limits
   */
  public static IngressLimits ofDefaults() {
    return builder().build();
  }

  /**
   * Begins with the defaults.
   *
   * @return a builder
   */
  public static IngressLimitsBuilder builder() {
    return new IngressLimitsBuilder();
  }

  private static <T extends Comparable<T>> void between(String name, T value, T min, T max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          name + " must be " + min + " to " + max + " but is " + value);
    }
  }
}
