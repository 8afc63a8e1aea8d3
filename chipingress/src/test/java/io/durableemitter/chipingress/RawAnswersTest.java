package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.DeliveryResult.Rejected;
import io.durableemitter.proto.PublishError;
import io.durableemitter.proto.PublishResponse;
import io.durableemitter.proto.PublishResult;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is on the wire decides, for batches, for single events and for the blocking call. */
@Timeout(60)
class RawAnswersTest {

  private static final CloudEvent EVENT = Events.event("e1", 10);
  private static final byte[] EMPTY = {};
  private static final byte[] ACCEPTED =
      PublishResponse.newBuilder()
          .addResults(PublishResult.newBuilder().setEventId("e1"))
          .build()
          .toByteArray();
  private static final byte[] TOO_MUCH =
      PublishResponse.newBuilder()
          .addResults(PublishResult.newBuilder().setEventId("e".repeat(17 << 20)))
          .build()
          .toByteArray();

  private final List<AutoCloseable> open = new ArrayList<>();
  private RawServer server;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer(RawServer.ending(Status.OK));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable client : open) {
      client.close();
    }
    server.close();
  }

  @Test
  void anOkWithoutAMessageIsNoAnswer() {
    List<RawServer.Script> scripts =
        List.of(
            // trailers only
            RawServer.ending(Status.OK),
            call -> {
              call.sendHeaders(new Metadata());
              call.close(Status.OK, new Metadata());
            });
    for (RawServer.Script script : scripts) {
      server.answering(script);
      for (DeliveryResult result : everyWay()) {
        assertFailed(result, FailureKind.CALL, "no response");
      }
      assertThatThrownBy(() -> client().publish(EVENT)).isInstanceOf(ChipIngressException.class);
      assertThatThrownBy(() -> client().publishBatch(List.of(EVENT), false))
          .isInstanceOf(ChipIngressException.class);
    }
  }

  @Test
  void anEmptyMessageMeansAcceptedUnlessStrict() {
    server.answering(RawServer.ending(Status.OK, EMPTY));
    assertThat(batch(config -> config)).isEqualTo(DeliveryResult.delivered());
    assertThat(batch(config -> config.transactionEnabled(true)))
        .isEqualTo(DeliveryResult.delivered());
    assertThat(alone(false)).isEqualTo(DeliveryResult.delivered());
    assertThat(client().publish(EVENT)).isEmpty();
    assertFailed(
        batch(config -> config.strictResults(true)), FailureKind.MISMATCH, "0 results for 1");
    assertFailed(alone(true), FailureKind.MISMATCH, "0 results for 1");
  }

  @Test
  void anAnswerCountsOnlyWithItsOk() {
    server.answering(RawServer.ending(Status.UNAVAILABLE.withDescription("going away"), ACCEPTED));
    for (DeliveryResult result : everyWay()) {
      assertFailed(result, FailureKind.TRANSPORT, "going away");
    }
  }

  @Test
  void ofTwoMessagesNoneCounts() {
    server.answering(RawServer.ending(Status.OK, ACCEPTED, ACCEPTED));
    for (DeliveryResult result : everyWay()) {
      assertFailed(result, FailureKind.CALL, "more than one response");
    }
    assertThatThrownBy(() -> client().publish(EVENT)).isInstanceOf(ChipIngressException.class);
  }

  @Test
  void aMessageThatCannotBeReadIsTroubleOfTheCall() {
    server.answering(RawServer.ending(Status.OK, new byte[] {10, 100, 1}));
    for (DeliveryResult result : everyWay()) {
      assertFailed(result, FailureKind.CALL, "");
    }
  }

  @Test
  void anAnswerLargerThanTheClientTakesIsNoRequestThatIsTooLarge() throws Exception {
    server.answering(RawServer.ending(Status.OK, TOO_MUCH));
    for (DeliveryResult result : everyWay()) {
      assertFailed(result, FailureKind.CALL, "the answer is larger than the 16777216 bytes");
    }
  }

  @Test
  void noMoreIsAnAnswerThatIsCompressed() throws Exception {
    server.answering(
        call -> {
          call.setCompression("gzip");
          call.sendHeaders(new Metadata());
          call.setMessageCompression(true);
          call.sendMessage(TOO_MUCH);
          call.close(Status.OK, new Metadata());
        });
    for (DeliveryResult result : everyWay()) {
      assertFailed(result, FailureKind.CALL, "the answer is larger than the 16777216 bytes");
    }
  }

  @Test
  void aRequestThatIsTooLargeIsTheServersToTell() {
    Status refusal =
        Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size 10: 38");
    server.answering(RawServer.ending(refusal));
    for (DeliveryResult result : everyWay()) {
      assertFailed(result, FailureKind.TOO_LARGE, "exceeds maximum size 10");
    }
    // after an answer of its own, too
    server.answering(RawServer.ending(refusal, ACCEPTED));
    for (DeliveryResult result : everyWay()) {
      assertFailed(result, FailureKind.TOO_LARGE, "exceeds maximum size 10");
    }
  }

  @Test
  void anAnswerThatIsTooLargeLeavesTheSizeOfRequestsAlone() throws Exception {
    Results results = new Results();
    BatchClient client =
        batchClient(
            config ->
                config.batching(
                    batching -> batching.batchSize(40).flushInterval(Duration.ofMinutes(1))));
    server.answering(RawServer.ending(Status.OK, TOO_MUCH));
    results.queue(client, Events.some(40, 1_000));
    results.await(40);
    assertThat(results.all()).allMatch(result -> kind(result) == FailureKind.CALL);
    assertThat(client.stats().splits()).isZero();
    // as for any call that fails as a whole: one of its events may be the reason
    assertThat(client.stats().sends()).isBetween(2L, 10L);

    server.answering(RawServer.ending(Status.OK, EMPTY));
    long before = client.stats().sends();
    List<CloudEvent> more = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      more.add(Events.event("more-" + i, 1_000));
    }
    results.queue(client, more);
    results.await(80);
    assertThat(client.stats().sends()).isEqualTo(before + 1);
  }

  @Test
  void whatAServerSaysNeverCommandsATerminalOrForgesALine() {
    String hostile =
        "x\r\nERROR forged \u001b[2J\u001b]0;title\u0007 \u202e \u0085" + "y".repeat(2_000);
    server.answering(RawServer.ending(Status.INTERNAL.withDescription(hostile)));
    for (DeliveryResult result : everyWay()) {
      assertHarmless(((Failed) result).message());
      assertThat(result.toString()).contains("forged");
    }
    assertThatThrownBy(() -> client().publish(EVENT))
        .isInstanceOf(ChipIngressException.class)
        .satisfies(
            thrown -> {
              assertHarmless(thrown.toString());
              assertHarmless(String.valueOf(thrown.getCause()));
            });
    server.answering(
        RawServer.ending(
            Status.OK,
            PublishResponse.newBuilder()
                .addResults(
                    PublishResult.newBuilder()
                        .setEventId("e1")
                        .setError(PublishError.newBuilder().setReason(hostile)))
                .build()
                .toByteArray()));
    for (DeliveryResult result : everyWay()) {
      assertHarmless(((Rejected) result).reason());
      assertThat(result.toString()).contains("forged");
    }
  }

  private static void assertHarmless(String text) {
    assertThat(text).hasSizeLessThan(2_000).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
  }

  /** The event's result by each way there is to send it. */
  private List<DeliveryResult> everyWay() {
    return List.of(
        batch(config -> config),
        batch(config -> config.transactionEnabled(true)),
        batch(config -> config.strictResults(true)),
        alone(false),
        alone(true));
  }

  private DeliveryResult batch(UnaryOperator<BatchClientConfig.Builder> change) {
    CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    var unused =
        batchClient(change)
            .queueMessage(Events.header(EVENT), Events.payload(EVENT), result::complete);
    return result.join();
  }

  private BatchClient batchClient(UnaryOperator<BatchClientConfig.Builder> change) {
    BatchClient client =
        BatchClient.builder(client())
            .config(change.apply(BatchClientConfig.builder()).build())
            .build();
    open.add(client);
    client.start();
    return client;
  }

  private DeliveryResult alone(boolean strict) {
    CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    UnaryPublisher publisher =
        UnaryPublisher.of(
            client(),
            BatchClientConfig.builder()
                .publishTimeout(Duration.ofSeconds(30))
                .strictResults(strict)
                .build());
    open.add(publisher);
    publisher.publish(Events.header(EVENT), Events.payload(EVENT), result::complete);
    return result.join();
  }

  private ChipIngressClient client() {
    ChipIngressClient client = ChipIngressClient.builder(server.endpoint()).plaintext().build();
    open.add(client);
    return client;
  }

  private static FailureKind kind(DeliveryResult result) {
    assertThat(result).isInstanceOf(Failed.class);
    return ((Failed) result).kind();
  }

  private static void assertFailed(DeliveryResult result, FailureKind kind, String message) {
    assertThat(kind(result)).as(result.toString()).isEqualTo(kind);
    assertThat(((Failed) result).message()).contains(message);
  }
}
