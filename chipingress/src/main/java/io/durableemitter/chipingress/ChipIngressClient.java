package io.durableemitter.chipingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.EmptyRequest;
import io.durableemitter.proto.PublishOptions;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.durableemitter.proto.RegisterSchemaRequest;
import io.durableemitter.proto.common.RegisteredSchema;
import io.durableemitter.proto.common.Schema;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A connection to a Chip Ingress server. TLS with host verification by default; plaintext only when
 * it is asked for by name. gRPC's own retries are off: events are retransmitted from the store.
 *
 * <p>Methods block, at most for the call timeout, and throw {@link ChipIngressException}. Safe for
 * concurrent use.
 */
public final class ChipIngressClient implements AutoCloseable {

  private static final int MAX_RECEIVED_BYTES = 16 << 20;
  private static final long KEEPALIVE_SECONDS = 10;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 1;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Endpoint endpoint;
  private final ManagedChannel channel;
  private final Duration callTimeout;

  private ChipIngressClient(Builder builder) {
    endpoint = builder.endpoint;
    callTimeout = builder.callTimeout;
    NettyChannelBuilder channelBuilder =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true)
            .maxInboundMessageSize(MAX_RECEIVED_BYTES)
            .disableRetry()
            // results are handed to threads of our own at once
            .directExecutor();
    channel =
        (builder.plaintext ? channelBuilder.usePlaintext() : channelBuilder.useTransportSecurity())
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
   */
  public String ping() {
    return call(stub -> stub.ping(EmptyRequest.getDefaultInstance()).getMessage());
  }

  /**
   * Publishes one event.
   *
   * @param event the event
   * @return the server's result for it; empty if it gave none, as older servers do
   */
  public List<PublishResult> publish(CloudEvent event) {
    return call(stub -> stub.publish(event).getResultsList());
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
    return call(stub -> stub.publishBatch(batch));
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
    return call(stub -> stub.registerSchema(request).getRegisteredList());
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

  private <T> T call(Function<ChipIngressGrpc.ChipIngressBlockingStub, T> rpc) {
    try {
      return rpc.apply(
          ChipIngressGrpc.newBlockingStub(channel)
              .withDeadlineAfter(callTimeout.toNanos(), TimeUnit.NANOSECONDS));
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
      if (!channel.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
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
    private boolean plaintext;
    private Duration callTimeout = Duration.ofSeconds(5);

    private Builder(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    /**
     * Uses no TLS: events can be read and altered by anyone on the way.
     *
     * @return this
     */
    public Builder plaintext() {
      plaintext = true;
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
