package io.durableemitter.cli;

import io.durableemitter.ingress.ConnectionLimits;
import io.durableemitter.ingress.ConnectionTimes;
import io.durableemitter.ingress.IngressLimits;
import io.durableemitter.ingress.RequestLimits;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * How much of everything the ingress takes; what is not given is as {@link IngressLimits} has it.
 */
final class LimitOptions {

  @Option(
      names = "--max-request-bytes",
      paramLabel = "BYTES",
      description = "The largest request, after decompression. Default 16777216.")
  private Optional<Integer> maxRequestBytes = Optional.empty();

  @Option(
      names = "--max-bytes-in-flight",
      paramLabel = "BYTES",
      description =
          "The most bytes of requests at once; further ones wait on the network. Default a quarter of the heap.")
  private Optional<Long> maxBytesInFlight = Optional.empty();

  @Option(
      names = "--max-header-bytes",
      paramLabel = "BYTES",
      description = "The largest list of request headers. Default 8192.")
  private Optional<Integer> maxHeaderBytes = Optional.empty();

  @Option(
      names = "--max-events-per-batch",
      paramLabel = "N",
      description = "The most events in a request. Default 10000.")
  private Optional<Integer> maxEventsPerBatch = Optional.empty();

  @Option(
      names = "--max-attributes-per-event",
      paramLabel = "N",
      description = "The most attributes of an event, without the required ones. Default 64.")
  private Optional<Integer> maxAttributesPerEvent = Optional.empty();

  @Option(
      names = "--max-attributes-per-request",
      paramLabel = "N",
      description = "The most attributes in all events of a request. Default 50000.")
  private Optional<Integer> maxAttributesPerRequest = Optional.empty();

  @Option(
      names = "--max-unknown-fields",
      paramLabel = "N",
      description = "The most fields of a request that the protocol does not know. Default 100000.")
  private Optional<Integer> maxUnknownFields = Optional.empty();

  @Option(
      names = "--max-attribute-name-length",
      paramLabel = "N",
      description = "In characters. Default 64.")
  private Optional<Integer> maxAttributeNameLength = Optional.empty();

  @Option(
      names = "--max-attribute-bytes",
      paramLabel = "BYTES",
      description = "The largest value of an attribute, id, source and type. Default 4096.")
  private Optional<Integer> maxAttributeBytes = Optional.empty();

  @Option(
      names = "--max-calls-per-connection",
      paramLabel = "N",
      description = "At once. Default 100.")
  private Optional<Integer> maxCallsPerConnection = Optional.empty();

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "The most connections; further ones are closed at once. Default 1000.")
  private Optional<Integer> maxConnections = Optional.empty();

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      description =
          "The most connections of one address; behind a proxy as many as --max-connections. Default 200.")
  private Optional<Integer> maxConnectionsPerAddress = Optional.empty();

  @Option(
      names = "--max-resets-per-window",
      paramLabel = "N",
      description = "Calls that a connection may cancel within --reset-window. Default 200.")
  private Optional<Integer> maxResetsPerWindow = Optional.empty();

  @Option(names = "--reset-window", paramLabel = "TIME", description = "Default 10s.")
  private Optional<Duration> resetWindow = Optional.empty();

  @Option(
      names = "--handshake-timeout",
      paramLabel = "TIME",
      description = "The most time to open a connection, TLS included. Default 10s.")
  private Optional<Duration> handshakeTimeout = Optional.empty();

  @Option(
      names = "--first-call-timeout",
      paramLabel = "TIME",
      description = "A connection on which no call was let in within it is closed. Default 10s.")
  private Optional<Duration> firstCallTimeout = Optional.empty();

  @Option(
      names = "--max-connection-idle",
      paramLabel = "TIME",
      description = "A connection without calls is closed after it. Default 1h.")
  private Optional<Duration> maxConnectionIdle = Optional.empty();

  @Option(
      names = "--max-connection-age",
      paramLabel = "TIME",
      description = "A connection is replaced after it. Default 24h.")
  private Optional<Duration> maxConnectionAge = Optional.empty();

  @Option(
      names = "--min-keep-alive",
      paramLabel = "TIME",
      description = "The shortest time between pings of a client. Default 5s.")
  private Optional<Duration> minKeepAlive = Optional.empty();

  @Option(
      names = "--max-events-per-second",
      paramLabel = "N",
      description = "What a key, or without keys an address, may publish. Default: unlimited.")
  private Optional<Long> maxEventsPerSecond = Optional.empty();

  @Option(
      names = "--max-bytes-per-second",
      paramLabel = "BYTES",
      description = "The same in bytes of requests. Default: unlimited.")
  private Optional<Long> maxBytesPerSecond = Optional.empty();

  /**
   * The limits.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  IngressLimits limits() {
    IngressLimits.Builder builder =
        IngressLimits.builder().request(this::apply).connections(this::apply).times(this::apply);
    maxBytesInFlight.ifPresent(builder::maxBytesInFlight);
    maxEventsPerSecond.ifPresent(builder::maxEventsPerSecond);
    maxBytesPerSecond.ifPresent(builder::maxBytesPerSecond);
    return builder.build();
  }

  private RequestLimits.Builder apply(RequestLimits.Builder request) {
    maxRequestBytes.ifPresent(request::maxRequestBytes);
    maxEventsPerBatch.ifPresent(request::maxEventsPerBatch);
    maxAttributesPerEvent.ifPresent(request::maxAttributesPerEvent);
    maxAttributesPerRequest.ifPresent(request::maxAttributesPerRequest);
    maxUnknownFields.ifPresent(request::maxUnknownFields);
    maxAttributeNameLength.ifPresent(request::maxAttributeNameLength);
    maxAttributeBytes.ifPresent(request::maxAttributeBytes);
    return request;
  }

  private ConnectionLimits.Builder apply(ConnectionLimits.Builder connections) {
    maxConnections.ifPresent(connections::maxConnections);
    maxConnectionsPerAddress.ifPresent(connections::maxConnectionsPerAddress);
    maxCallsPerConnection.ifPresent(connections::maxCallsPerConnection);
    maxHeaderBytes.ifPresent(connections::maxHeaderBytes);
    maxResetsPerWindow.ifPresent(connections::maxResetsPerWindow);
    resetWindow.ifPresent(connections::resetWindow);
    return connections;
  }

  private ConnectionTimes.Builder apply(ConnectionTimes.Builder times) {
    handshakeTimeout.ifPresent(times::handshakeTimeout);
    firstCallTimeout.ifPresent(times::firstCallTimeout);
    maxConnectionIdle.ifPresent(times::maxConnectionIdle);
    maxConnectionAge.ifPresent(times::maxConnectionAge);
    minKeepAlive.ifPresent(times::minKeepAlive);
    return times;
  }
}
