package io.durableemitter.chipingress;

import com.google.protobuf.MessageLite;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.chipingress.auth.HeaderProvider;
import io.durableemitter.chipingress.internal.client.AuthCredentials;
import io.durableemitter.chipingress.internal.client.Connection;
import io.durableemitter.chipingress.internal.client.Connections;
import io.durableemitter.chipingress.internal.client.Endpoints;
import io.durableemitter.chipingress.internal.client.StatusMeaning;
import io.durableemitter.chipingress.internal.client.Target;
import io.durableemitter.chipingress.tls.TlsFiles;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.ChipIngressGrpc.ChipIngressBlockingStub;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.EmptyRequest;
import io.durableemitter.proto.PublishOptions;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.durableemitter.proto.RegisterSchemaRequest;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import io.durableemitter.traces.internal.Receiver;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * A connection to Chip Ingress servers: to each address of the endpoint; a call goes to the one
 * that has the least to do. TLS with host verification by default; plaintext only when it is asked
 * for by name, and then credentials only when that is asked for too. gRPC has no retry policy:
 * events are retransmitted from the store. It only repeats calls that a closing connection has
 * certainly not brought to the server.
 *
 * <p>Methods block, at most for the call timeout, and throw {@link ChipIngressException}. Safe for
 * concurrent use.
 */
public final class ChipIngressClient implements AutoCloseable {

  /** What requests may have at least and at most, however they are configured. */
  static final int MIN_REQUEST_BYTES = 1 << 20;

  static final int MAX_REQUEST_BYTES = 10 << 20;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Endpoints endpoints;
  private volatile int mostInFlight = Integer.MAX_VALUE;
  private final LogThrottle throttle = new LogThrottle(System::nanoTime);
  private final Connections connections;
  private final HeaderProvider headers;
  private final CallOptions callOptions;
  private final Optional<TlsFiles> tlsFiles;
  private final Duration callTimeout;
  private final int maxRequestBytes;

  ChipIngressClient(ChipIngressClientBuilder builder) {
    endpoints = builder.endpoints;
    callTimeout = builder.callTimeout;
    maxRequestBytes = builder.maxRequestBytes;
    tlsFiles = builder.plaintext ? Optional.empty() : Optional.of(TlsFiles.open(builder.tls));
    headers = HeaderProvider.of(builder.auth);
    callOptions =
        builder.auth.isNone()
            ? CallOptions.DEFAULT
            : CallOptions.DEFAULT.withCallCredentials(new AuthCredentials(headers));
    ChannelCredentials credentials =
        tlsFiles.map(TlsFiles::channelCredentials).orElseGet(InsecureChannelCredentials::create);
    Target target = builder.target.apply(Target.of(endpoints, () -> mostInFlight));
    connections =
        new Connections(
            endpoints,
            now -> Connection.open(target, credentials, now),
            System::nanoTime,
            throttle);
  }

  /**
   * Begins to build a client.
   *
   * @param endpoint {@code host:port}, or up to 100 of them with commas between; {@code dns:///}
   *     before one means the same. Calls are spread over all addresses of all of them.
   * @return a builder
   * @throws IllegalArgumentException if it is not host:port; the message says why
   */
  public static ChipIngressClientBuilder builder(String endpoint) {
    return new ChipIngressClientBuilder(Endpoints.parse(endpoint));
  }

  /**
   * Asks the server whether it is there.
   *
   * @return what it answers
   * @throws ChipIngressException if it does not answer OK
   */
  public String ping() {
    return call(EmptyRequest.getDefaultInstance(), ChipIngressBlockingStub::ping).getMessage();
  }

  /**
   * Asks the server by the health protocol of gRPC whether it serves.
   *
   * @return whether it does; empty if it does not speak that protocol
   * @throws ChipIngressException if it does not answer OK
   */
  public Optional<Boolean> isServing() {
    try {
      return Optional.of(
          call(
              EmptyRequest.getDefaultInstance(),
              (stub, none) -> HealthCall.isServing(stub.getChannel(), stub.getCallOptions())));
    } catch (ChipIngressException e) {
      if (e.code() == Status.Code.UNIMPLEMENTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Publishes one event.
   *
   * @param event the event
   * @return the server's result for it; empty if it gave none, as older servers do
   */
  public List<PublishResult> publish(CloudEvent event) {
    return call(event, ChipIngressBlockingStub::publish).getResultsList();
  }

  /**
   * Publishes a batch.
   *
   * @param events the events
   * @param transactional true for all or none, false for each on its own
   * @return the server's answer, whose results are in the order of the events
   */
  public PublishResponse publishBatch(List<CloudEvent> events, boolean transactional) {
    CloudEventBatch batch =
        CloudEventBatch.newBuilder()
            .addAllEvents(events)
            .setOptions(PublishOptions.newBuilder().setTransactionEnabled(transactional))
            .build();
    return call(batch, ChipIngressBlockingStub::publishBatch);
  }

  /**
   * Registers schemas.
   *
   * @param schemas the schemas
   * @return the versions the server gave them, in the same order
   */
  public List<RegisteredSchema> registerSchemas(List<Schema> schemas) {
    RegisterSchemaRequest request =
        RegisterSchemaRequest.newBuilder().addAllSchemas(schemas).build();
    return call(request, ChipIngressBlockingStub::registerSchema).getRegisteredList();
  }

  /**
   * The protocol's experimental stream of events.
   *
   * @throws UnsupportedOperationException always
   */
  @SuppressWarnings("DoNotCallSuggester") // the protocol has it, so callers look for it
  public void streamEvents() {
    throw new UnsupportedOperationException("StreamEvents is not supported; use publishBatch");
  }

  private <Q extends MessageLite, A> A call(
      Q request, BiFunction<ChipIngressBlockingStub, Q, A> rpc) {
    if (request.getSerializedSize() > maxRequestBytes) {
      throw new ChipIngressException(
          Status.Code.RESOURCE_EXHAUSTED,
          "the request has "
              + request.getSerializedSize()
              + " bytes, but maxRequestBytes is "
              + maxRequestBytes,
          null);
    }
    long begunNanos = System.nanoTime();
    try {
      A answer =
          rpc.apply(
              ChipIngressGrpc.newBlockingStub(channel())
                  .withCallCredentials(callOptions.getCredentials())
                  .withDeadlineAfter(
                      TimeUnit.NANOSECONDS.convert(callTimeout), TimeUnit.NANOSECONDS),
              request);
      ended(Status.OK, begunNanos);
      return answer;
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      ended(status, begunNanos);
      throw new ChipIngressException(
          status.getCode(), StatusMeaning.describe(destination(), status), shown(e));
    }
  }

  /** Whoever prints the cause must not print the server's text as it came. */
  private static StatusRuntimeException shown(StatusRuntimeException error) {
    StatusRuntimeException shown =
        new StatusRuntimeException(StatusMeaning.shown(error.getStatus()), error.getTrailers());
    shown.setStackTrace(error.getStackTrace());
    return shown;
  }

  /** The one there is now: one that can never work again is replaced. */
  ManagedChannel channel() {
    return connections.channel();
  }

  Connections connections() {
    return connections;
  }

  /** With the credentials, without a deadline. */
  CallOptions callOptions() {
    return callOptions;
  }

  /** Told of the end of each call, and when it began by {@link System#nanoTime()}. Never throws. */
  void ended(Status status, long begunNanos) {
    connections.ended(status, begunNanos);
    if (status.getCode() == Status.Code.UNAUTHENTICATED) {
      headers.refused();
    }
  }

  Endpoints endpoints() {
    return endpoints;
  }

  /** Whom spans name. */
  Receiver receiver(String clientName) {
    return new Receiver("chip_ingress", clientName, endpoints.hosts(), endpoints.ports());
  }

  /** For texts: the endpoints, and their addresses if there are several. */
  String destination() {
    String addresses = connections.current().addresses();
    return addresses.isEmpty() ? endpoints.toString() : endpoints + " (" + addresses + ")";
  }

  /** What the calls under way may be at most, all addresses together; before the first of them. */
  void mostInFlight(int calls) {
    mostInFlight = calls;
  }

  /** How many calls may be under way now. */
  int limit() {
    return connections.current().limit();
  }

  /**
   * Closes the connection after the calls in flight; past the timeout ends them.
   *
   * @param timeout the most time to wait
   */
  public void close(Duration timeout) {
    try {
      connections.close(timeout);
    } finally {
      headers.close();
      tlsFiles.ifPresent(TlsFiles::close);
    }
  }

  /** Closes within 5 s. */
  @Override
  public void close() {
    close(CLOSE_TIMEOUT);
  }
}
