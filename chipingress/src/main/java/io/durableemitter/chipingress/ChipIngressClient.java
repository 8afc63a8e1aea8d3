package io.durableemitter.chipingress;

import com.google.protobuf.MessageLite;
import io.cloudevents.v1.proto.CloudEvent;
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
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * A connection to a Chip Ingress server. TLS with host verification by default; plaintext only when
 * it is asked for by name. gRPC's own retries are off: events are retransmitted from the store.
 *
 * <p>Methods block, at most for the call timeout, and throw {@link ChipIngressException}. Safe for
 * concurrent use.
 */
public final class ChipIngressClient implements AutoCloseable {

  private static final int MAX_RECEIVED_BYTES = 16 << 20;

  /** What requests may have at least and at most, however they are configured. */
  static final int MIN_REQUEST_BYTES = 1 << 20;

  static final int MAX_REQUEST_BYTES = 10 << 20;

  private static final long KEEPALIVE_SECONDS = 10;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 1;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Endpoint endpoint;
  private final ManagedChannel channel;
  private final Duration callTimeout;
  private final int maxRequestBytes;

  private ChipIngressClient(Builder builder) {
    endpoint = builder.endpoint;
    callTimeout = builder.callTimeout;
    maxRequestBytes = builder.maxRequestBytes;
    channel =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port(), builder.credentials)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true)
            .maxInboundMessageSize(MAX_RECEIVED_BYTES)
            .disableRetry()
            // results are handed to threads of our own at once
            .directExecutor()
            .build();
  }

  /**
   * Begins to build a client.
   *
   * @param endpoint {@code host:port}
   * @return a builder
   * @throws IllegalArgumentException if it is not host:port; the message says why
   */
  public static Builder builder(String endpoint) {
    return new Builder(Endpoint.parse(endpoint));
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
    try {
      return rpc.apply(
          ChipIngressGrpc.newBlockingStub(channel)
              .withDeadlineAfter(TimeUnit.NANOSECONDS.convert(callTimeout), TimeUnit.NANOSECONDS),
          request);
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      throw new ChipIngressException(status.getCode(), StatusMeaning.describe(endpoint, status), e);
    }
  }

  ManagedChannel channel() {
    return channel;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Closes the connection after the calls in flight; past the timeout ends them.
   *
   * @param timeout the most time to wait
   */
  public void close(Duration timeout) {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Closes within 5 s. */
  @Override
  public void close() {
    close(CLOSE_TIMEOUT);
  }

  /** Builds a {@link ChipIngressClient}. Not safe for concurrent use. */
  public static final class Builder {

    private final Endpoint endpoint;
    private ChannelCredentials credentials = TlsChannelCredentials.create();
    private Duration callTimeout = Duration.ofSeconds(5);
    private int maxRequestBytes = MAX_REQUEST_BYTES;

    private Builder(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    /**
     * Uses no TLS: events can be read and altered by anyone on the way.
     *
     * @return this
     */
    public Builder plaintext() {
      credentials = InsecureChannelCredentials.create();
      return this;
    }

    /**
     * Uses TLS and trusts these authorities instead of those that the JVM trusts. The server's host
     * name is verified all the same.
     *
     * @param pem X.509 certificates in PEM form
     * @return this
     * @throws IOException if the file cannot be read
     */
    public Builder trustCertificates(Path pem) throws IOException {
      credentials = TlsChannelCredentials.newBuilder().trustManager(pem.toFile()).build();
      return this;
    }

    /**
     * The largest request of the blocking calls; 10 MiB if not given. A batch client has its own
     * limit.
     *
     * @param bytes 1 MiB to 10 MiB
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public Builder maxRequestBytes(int bytes) {
      if (bytes < MIN_REQUEST_BYTES || bytes > MAX_REQUEST_BYTES) {
        throw new IllegalArgumentException(
            "maxRequestBytes must be "
                + MIN_REQUEST_BYTES
                + " to "
                + MAX_REQUEST_BYTES
                + " but is "
                + bytes);
      }
      maxRequestBytes = bytes;
      return this;
    }

    /**
     * The most time for a blocking call; 5 s if not given.
     *
     * @param timeout longer than zero
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public Builder callTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException(
            "callTimeout must be longer than zero but is " + timeout);
      }
      callTimeout = timeout;
      return this;
    }

    /**
     * Makes the client, without connecting.
     *
     * @return the client
     */
    public ChipIngressClient build() {
      return new ChipIngressClient(this);
    }
  }
}
