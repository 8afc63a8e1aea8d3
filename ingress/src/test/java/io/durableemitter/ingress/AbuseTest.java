package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask for too much of everything; after each, a good one still publishes. */
@Timeout(120)
class AbuseTest {

  private static final long GIB = 1L << 30;

  private IngressServer server = IngressServer.builder().build();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private int published;

  /** Also proves after each test that the server is well. */
  @AfterEach
  void aGoodClientStillPublishesAndAllEnds() {
    long before = server.sink().distinctCount();
    // ready: the server may not have seen yet that the connections of the test have ended
    PublishResponse response = stub().withWaitForReady().publish(event("good-" + published++));
    assertThat(response.getResults(0).hasError()).isFalse();
    assertThat(server.sink().distinctCount()).isEqualTo(before + 1);
    channels.forEach(ManagedChannel::shutdownNow);
    server.close();
  }

  @Test
  void whoeverKeepsCancellingCallsLosesTheConnection() throws Exception {
    start(limits -> limits.connections(connections -> connections.maxResetsPerWindow(50)));
    try (RawHttp2 client = new RawHttp2(server.port()).handshake()) {
      cancelCalls(client);
      client.awaitClosed();
    }
  }

  private static void cancelCalls(RawHttp2 client) {
    try {
      for (int call = 0; call < 5_000; call++) {
        client.begin(2 * call + 1);
        client.cancel(2 * call + 1);
      }
    } catch (IOException closed) {
      // before the last one, as it should be
      assertThat(closed).isNotNull();
    }
  }

  @Test
  void aSecondPingTooSoonTooOftenEndsTheConnection() throws Exception {
    start(limits -> limits);
    try (RawHttp2 client = new RawHttp2(server.port()).handshake()) {
      for (int i = 0; i < 10; i++) {
        client.send(RawHttp2.PING, 0, 0, new byte[8]);
      }
      assertThat(client.await(RawHttp2.GOAWAY)).isPresent();
    }
    assertThat(IngressLimits.ofDefaults().times().minKeepAlive())
        .as("the client of this project pings every 10 s")
        .isLessThanOrEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void whoeverConnectsAndSaysNothingIsShownOut() throws Exception {
    start(limits -> limits.times(times -> times.handshakeTimeout(Duration.ofMillis(200))));
    try (RawHttp2 silent = new RawHttp2(server.port())) {
      silent.awaitClosed();
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    start(limits -> limits.times(times -> times.maxConnectionIdle(Duration.ofSeconds(1))));
    try (RawHttp2 idle = new RawHttp2(server.port()).handshake()) {
      assertThat(idle.await(RawHttp2.GOAWAY)).isPresent();
    }
  }

  @Test
  void anOldConnectionIsReplacedAndNoCallFails() {
    start(limits -> limits.times(times -> times.maxConnectionAge(Duration.ofSeconds(1))));
    long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    while (System.nanoTime() < end) {
      publish(event("aging-" + published++));
    }
  }

  @Test
  void thereAreNoMoreConnectionsThanAllowedAndRoomAgainWhenOneEnds() throws Exception {
    start(limits -> limits.connections(connections -> connections.maxConnections(2)));
    RawHttp2 first = new RawHttp2(server.port()).handshake();
    assertThat(first.await(RawHttp2.SETTINGS)).isPresent();
    try (RawHttp2 second = new RawHttp2(server.port()).handshake()) {
      assertThat(second.await(RawHttp2.SETTINGS)).isPresent();
      assertRefused();
      first.close();
      awaitRoom();
    }
  }

  private void assertRefused() throws IOException {
    try (RawHttp2 third = new RawHttp2(server.port()).handshake()) {
      assertThat(third.await(RawHttp2.SETTINGS)).isEmpty();
    } catch (IOException reset) {
      assertThat(reset).isNotNull();
    }
  }

  /** The server learns of the end of a connection a moment later; the timeout is the bound. */
  private void awaitRoom() {
    while (true) {
      try (RawHttp2 next = new RawHttp2(server.port()).handshake()) {
        if (next.await(RawHttp2.SETTINGS).isPresent()) {
          return;
        }
      } catch (IOException reset) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void theServerSaysHowManyCallsAConnectionMayHave() throws Exception {
    start(limits -> limits);
    try (RawHttp2 client = new RawHttp2(server.port()).handshake()) {
      ByteBuffer entries = client.await(RawHttp2.SETTINGS).orElseThrow();
      long calls = -1;
      while (entries.hasRemaining()) {
        int id = entries.getShort();
        int value = entries.getInt();
        calls = id == 3 ? value : calls;
      }
      assertThat(calls).isEqualTo(100);
    }
  }

  @Test
  void headersBeyondTheLimitAreRefused() {
    start(limits -> limits);
    Metadata large = new Metadata();
    large.put(Metadata.Key.of("x-large", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(9 << 10));
    assertThatThrownBy(
            () ->
                stub()
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(large))
                    .publish(event("large-headers")))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(server.sink().contains("large-headers")).isFalse();
  }

  @Test
  void aGibibyteOfZerosInAFewBytesIsRefusedWhileItIsInflated() {
    start(limits -> limits);
    assertThat(Runtime.getRuntime().maxMemory()).as("it would not fit").isLessThanOrEqualTo(GIB);
    MethodDescriptor<Long, PublishResponse> method =
        ChipIngressGrpc.getPublishBatchMethod().toBuilder(
                new Zeros(), ChipIngressGrpc.getPublishBatchMethod().getResponseMarshaller())
            .build();
    assertThatThrownBy(
            () ->
                ClientCalls.blockingUnaryCall(
                    channel(), method, CallOptions.DEFAULT.withCompression("gzip"), GIB))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            // gRPC counts inflated bytes while it parses, and has no better word for what happens
            // there
            e ->
                assertThat(e.getStatus().getCode())
                    .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.UNKNOWN));
    assertThat(server.sink().distinctCount()).isZero();
  }

  @Test
  void batchesWithTooManyEventsAreRefused() {
    start(limits -> limits.request(request -> request.maxEventsPerBatch(3)));
    assertThat(publish(event("1"), event("2"), event("3")).getResultsCount()).isEqualTo(3);
    assertThatThrownBy(() -> publish(event("4"), event("5"), event("6"), event("7")))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("at most 3 events");
    assertThat(server.sink().distinctCount()).isEqualTo(3);
  }

  @Test
  void eventsWithTooMuchOfAnythingAreRefusedOneByOneWithAReason() {
    start(
        limits ->
            limits.request(
                request ->
                    request
                        .maxAttributesPerEvent(2)
                        .maxAttributeNameLength(8)
                        .maxAttributeBytes(20)));
    PublishResponse response =
        publish(
            with(event("ok"), "a", "b"),
            with(event("many"), "a", "b", "c"),
            with(event("long-name"), "abcdefghi"),
            event("large").toBuilder().putAttributes("a", text("x".repeat(30))).build(),
            with(event("spoofed"), "ce_source"),
            with(event("upper"), "Authorization"),
            with(event("empty-name"), ""),
            event("i".repeat(21)),
            event("s").toBuilder().setSource("s".repeat(21)).build(),
            event("t").toBuilder().setType("t\r\nforged: x").build());
    assertThat(response.getResultsList())
        .extracting(result -> result.getError().getReason())
        .containsExactly(
            "",
            "there are more than 2 attributes",
            "an attribute name is longer than 8 characters",
            "the value of an attribute is larger than 20 bytes",
            "an attribute name is not made of a-z and 0-9",
            "an attribute name is not made of a-z and 0-9",
            "an attribute name is not made of a-z and 0-9",
            "id is longer than 20 characters",
            "source is longer than 20 characters",
            "type has a control character");
    assertThat(response.getResultsList().subList(1, 10))
        .allMatch(
            result ->
                result.getError().getErrorCode()
                    == PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED);
    assertThat(server.sink().distinctCount()).isEqualTo(1);
  }

  @Test
  void aMillionEmptyEventsAreRefusedAsABatch() {
    start(limits -> limits);
    CloudEvent[] empty = new CloudEvent[1_000_000];
    Arrays.fill(empty, CloudEvent.getDefaultInstance());
    assertThatThrownBy(() -> publish(empty)).hasMessageContaining("INVALID_ARGUMENT");
  }

  @Test
  void aLimitOutOfRangeIsNamed() {
    start(limits -> limits);
    assertThatThrownBy(
            () -> IngressLimits.builder().request(request -> request.maxEventsPerBatch(0)).build())
        .hasMessage("maxEventsPerBatch must be 1 to 1000000 but is 0");
    assertThatThrownBy(
            () ->
                IngressLimits.builder()
                    .times(times -> times.handshakeTimeout(Duration.ZERO))
                    .build())
        .hasMessageContaining("handshakeTimeout must be PT0.1S to PT10M");
  }

  private static CloudEvent with(CloudEvent event, String... names) {
    CloudEvent.Builder changed = event.toBuilder();
    for (String name : names) {
      changed.putAttributes(name, text("v"));
    }
    return changed.build();
  }

  private static CloudEventAttributeValue text(String value) {
    return CloudEventAttributeValue.newBuilder().setCeString(value).build();
  }

  private static CloudEvent event(String id) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource("s")
        .setType("t")
        .setSpecVersion("1.0")
        .build();
  }

  private void start(UnaryOperator<IngressLimits.Builder> change) {
    server = IngressServer.builder().limits(change.apply(IngressLimits.builder()).build()).build();
    server.start();
  }

  private PublishResponse publish(CloudEvent... events) {
    return stub().publishBatch(CloudEventBatch.newBuilder().addAllEvents(List.of(events)).build());
  }

  private ChipIngressGrpc.ChipIngressBlockingStub stub() {
    return ChipIngressGrpc.newBlockingStub(channel());
  }

  private ManagedChannel channel() {
    if (channels.isEmpty()) {
      channels.add(
          NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build());
    }
    return channels.get(0);
  }

  /** So many zeros. */
  private static final class Zeros implements MethodDescriptor.Marshaller<Long> {
    @Override
    public InputStream stream(Long count) {
      return new InputStream() {
        private long left = count;

        @Override
        public int read() {
          return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int from, int length) {
          if (left <= 0) {
            return -1;
          }
          int some = (int) Math.min(left, length);
          Arrays.fill(target, from, from + some, (byte) 0);
          left -= some;
          return some;
        }
      };
    }

    @Override
    public Long parse(InputStream stream) {
      throw new UnsupportedOperationException("only sent");
    }
  }
}
