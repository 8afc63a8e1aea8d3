package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Single events over a real socket. */
@Timeout(60)
class UnaryPublisherTest {

  private static final CloudEvent EVENT =
      CloudEvent.newBuilder()
          .setId("e1")
          .setSource("s")
          .setSpecVersion("1.0")
          .setType("t")
          .setTextData("hello")
          .build();

  private final List<CloudEvent> received = new CopyOnWriteArrayList<>();
  private volatile Consumer<StreamObserver<PublishResponse>> script =
      out -> reply(out, PublishResult.newBuilder().setEventId("e1").build());
  private Server server = NettyServerBuilder.forPort(0).build();
  private UnaryPublisher publisher = publisher(1);

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Service())
            .build()
            .start();
    publisher.close();
    publisher = publisher(server.getPort());
  }

  @AfterEach
  void close() {
    publisher.close();
    server.shutdownNow();
  }

  @Test
  void sendsTheStoredBytesAsTheyAre() {
    assertThat(publish()).isEqualTo(DeliveryResult.delivered());
    assertThat(received).containsExactly(EVENT);
    assertThat(EVENT.getAttributesMap()).doesNotContainKey("seqnum");
  }

  /** Where there is none to be had, the call must not begin: its answer could not be told. */
  @Test
  void theCallbackThreadIsThereBeforeTheCallIs() {
    AtomicBoolean there = new AtomicBoolean();
    script =
        out -> {
          there.set(
              Thread.getAllStackTraces().keySet().stream()
                  .anyMatch(thread -> thread.getName().startsWith("durable-emitter-fallback")));
          reply(out);
        };
    assertThat(publish()).isEqualTo(DeliveryResult.delivered());
    assertThat(there).isTrue();
  }

  @Test
  void anOkWithoutResultsMeansAccepted() {
    script = out -> reply(out);
    assertThat(publish()).isEqualTo(DeliveryResult.delivered());
  }

  @Test
  void aRefusalNamesItsCode() {
    script =
        out ->
            reply(
                out,
                PublishResult.newBuilder()
                    .setEventId("e1")
                    .setError(
                        PublishError.newBuilder()
                            .setErrorCode(PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED)
                            .setReason("no subject"))
                    .build());
    assertThat(publish())
        .isEqualTo(new Rejected("PUBLISH_ERROR_CODE_VALIDATION_FAILED", "no subject", true));
  }

  @Test
  void aResultOfAnotherEventIsNoDelivery() {
    script = out -> reply(out, PublishResult.newBuilder().setEventId("other").build());
    assertFailed(FailureKind.MISMATCH, "another event");
  }

  @Test
  void aFailedCallSaysWhy() {
    script = out -> out.onError(Status.UNAVAILABLE.withDescription("gone").asRuntimeException());
    assertFailed(FailureKind.TRANSPORT, "failed with UNAVAILABLE: gone");
  }

  @Test
  void afterCloseEventsFailAtOnce() {
    publisher.close();
    assertFailed(FailureKind.CLOSED, "the client was closed");
    assertThat(received).isEmpty();
  }

  @Test
  void theTimeoutMustBePositive() {
    ChipIngressClient client = ChipIngressClient.builder("localhost:1").plaintext().build();
    try (client) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UnaryPublisher.of(client, Duration.ZERO))
          .withMessageContaining("publishTimeout must be PT0.001S to PT24H");
    }
  }

  private void assertFailed(FailureKind kind, String message) {
    assertThat(publish())
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(kind);
              assertThat(failed.message()).contains(message);
            });
  }

  private DeliveryResult publish() {
    CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    publisher.publish(
        new EventHeader("e1", "s", "t"),
        Payload.copyOf(EVENT.toByteArray()),
        answer -> assertThat(result.complete(answer)).as("told once").isTrue());
    return result.join();
  }

  private static UnaryPublisher publisher(int port) {
    return UnaryPublisher.of(
        ChipIngressClient.builder("127.0.0.1:" + port).plaintext().build(), Duration.ofSeconds(30));
  }

  private static void reply(StreamObserver<PublishResponse> out, PublishResult... results) {
    out.onNext(PublishResponse.newBuilder().addAllResults(List.of(results)).build());
    out.onCompleted();
  }

  private final class Service extends ChipIngressGrpc.ChipIngressImplBase {
    @Override
    public void publish(CloudEvent event, StreamObserver<PublishResponse> out) {
      received.add(event);
      script.accept(out);
    }
  }
}
