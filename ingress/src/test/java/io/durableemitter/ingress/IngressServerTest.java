package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.EmptyRequest;
import io.durableemitter.proto.PublishErrorCode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server as a client with plain generated stubs sees it, over a socket. */
@Timeout(60)
class IngressServerTest {

  private final InMemorySink sink = new InMemorySink(100);
  private final List<CloudEvent> observed = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final IngressServer server =
      IngressServer.builder().sink(sink).observer(observer()).build();
  private final List<ManagedChannel> channels = new ArrayList<>();

  private EventObserver observer() {
    return new EventObserver() {
      @Override
      public void accept(List<CloudEvent> events) {
        observed.addAll(events);
      }

      @Override
      public void refuse(CloudEvent event, String code) {
        refused.add(event.getId() + " " + code);
      }
    };
  }

  @Test
  void theObserverIsToldOfTheEventsThatWereRefused() {
    server.setFaults(FaultPlan.builder().errorCode("ENCODE_ERROR").errorIdPrefix("bad-").build());
    publish(event("bad-1"), event("good"), event("bad-2"));
    assertThat(refused)
        .containsExactly(
            "bad-1 PUBLISH_ERROR_CODE_ENCODE_ERROR", "bad-2 PUBLISH_ERROR_CODE_ENCODE_ERROR");
    assertThat(observed).extracting(CloudEvent::getId).containsExactly("good");
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.close();
  }

  @Test
  void acceptsEventsAndCountsDuplicates() {
    PublishResponse response = publish(event("a"), event("b"), event("a"));
    assertThat(response.getResultsList())
        .extracting(PublishResult::getEventId)
        .containsExactly("a", "b", "a");
    assertThat(response.getResultsList()).noneMatch(PublishResult::hasError);
    assertThat(stub().publish(event("c")).getResultsCount()).isEqualTo(1);
    assertThat(sink.distinctCount()).isEqualTo(3);
    assertThat(sink.duplicateCount()).isEqualTo(1);
    assertThat(sink.contains("a")).isTrue();
    assertThat(sink.contains("z")).isFalse();
    assertThat(sink.recent(2)).extracting(CloudEvent::getId).containsExactly("a", "c");
    assertThat(observed).extracting(CloudEvent::getId).containsExactly("a", "b", "a", "c");
  }

  @Test
  void eachInvalidEventGetsAnErrorAndItsNeighboursAreAccepted() {
    PublishResponse response =
        publish(
            event("ok"),
            event("x").toBuilder().clearSource().build(),
            event(""),
            event("y").toBuilder().clearType().build(),
            event("z").toBuilder().setSpecVersion("0.3").build(),
            event("w").toBuilder()
                .putAttributes("Bad-Name", CloudEventAttributeValue.getDefaultInstance())
                .build());
    assertThat(response.getResultsList())
        .extracting(result -> result.getError().getReason())
        .containsExactly(
            "",
            "source is empty",
            "id is empty",
            "type is empty",
            "spec_version is not 1.0",
            "an attribute name is not made of a-z and 0-9");
    assertThat(response.getResults(1).getError().getErrorCode())
        .isEqualTo(PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED);
    assertThat(sink.distinctCount()).isEqualTo(1);
  }

  @Test
  void allOrNoneTakesNoneIfOneIsInvalid() {
    CloudEventBatch batch =
        CloudEventBatch.newBuilder()
            .addEvents(event("a"))
            .addEvents(event(""))
            .setOptions(PublishOptions.newBuilder().setTransactionEnabled(true))
            .build();
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> stub().publishBatch(batch));
    assertThat(sink.distinctCount()).isZero();
  }

  @Test
  void aFullSinkRefusesAndForgetsNothing() {
    for (int i = 0; i < 100; i++) {
      publish(event("e" + i));
    }
    assertStatus(Status.Code.RESOURCE_EXHAUSTED, () -> publish(event("e1"), event("new")));
    publish(event("e1"));
    assertThat(sink.distinctCount()).isEqualTo(100);
    assertThat(sink.contains("e0")).isTrue();
    assertThat(sink.contains("new")).isFalse();
    sink.reset();
    publish(event("new"));
    assertThat(sink.distinctCount()).isEqualTo(1);
  }

  @Test
  void pingsRegistersSchemasAndDoesNotStream() {
    assertThat(stub().ping(EmptyRequest.getDefaultInstance()).getMessage()).isEqualTo("pong");
    assertThat(register("s", "one").getVersion()).isEqualTo(1);
    assertThat(register("s", "one").getVersion()).isEqualTo(1);
    assertThat(register("s", "two").getVersion()).isEqualTo(2);
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> register("", "x"));
  }

  @Test
  void anOutageFailsEveryCallAndAcceptsNothing() {
    server.setFaults(FaultPlan.ofOutage());
    assertStatus(Status.Code.UNAVAILABLE, () -> publish(event("a")));
    assertStatus(Status.Code.UNAVAILABLE, () -> stub().ping(EmptyRequest.getDefaultInstance()));
    server.setFaults(FaultPlan.none());
    publish(event("a"));
    assertThat(sink.distinctCount()).isEqualTo(1);
    assertThat(sink.duplicateCount()).isZero();
  }

  @Test
  void aPlanCanHoldForSomeCallsOnly() {
    server.setFaults(FaultPlan.builder().status("INTERNAL").calls(2).build());
    assertStatus(Status.Code.INTERNAL, () -> publish(event("a")));
    assertStatus(Status.Code.INTERNAL, () -> publish(event("a")));
    assertThat(publish(event("a")).getResultsCount()).isEqualTo(1);
  }

  @Test
  void singleEventsCanBeRefusedByTypeAndShare() {
    server.setFaults(
        FaultPlan.builder().errorCode("SCHEMA_MISSING").errorTypes(List.of("bad")).build());
    PublishResponse response = publish(event("a"), event("b").toBuilder().setType("bad").build());
    assertThat(response.getResults(0).hasError()).isFalse();
    assertThat(response.getResults(1).getError().getErrorCode())
        .isEqualTo(PublishErrorCode.PUBLISH_ERROR_CODE_SCHEMA_MISSING);
    assertThat(sink.contains("b")).isFalse();

    server.setFaults(FaultPlan.builder().errorCode("UNKNOWN").errorRate(0.5).build());
    int refused = 0;
    for (int i = 0; i < 80; i++) {
      boolean first = publish(event("r" + i)).getResults(0).hasError();
      assertThat(publish(event("r" + i)).getResults(0).hasError()).isEqualTo(first);
      refused += first ? 1 : 0;
    }
    assertThat(refused).isBetween(20, 60);
  }

  @Test
  void resultsCanBeWrongInEveryWay() {
    assertThat(distorted(FaultPlan.Results.NONE)).isEmpty();
    assertThat(distorted(FaultPlan.Results.FEWER)).containsExactly("a", "b");
    assertThat(distorted(FaultPlan.Results.MORE)).containsExactly("a", "b", "c", "surplus");
    assertThat(distorted(FaultPlan.Results.WRONG_IDS)).hasSize(3).doesNotContain("a", "b", "c");
    assertThat(distorted(FaultPlan.Results.REVERSED)).containsExactly("c", "b", "a");
    assertThat(distorted(FaultPlan.Results.AS_THEY_ARE)).containsExactly("a", "b", "c");
  }

  private List<String> distorted(FaultPlan.Results results) {
    server.setFaults(FaultPlan.builder().results(results).build());
    return publish(event("a"), event("b"), event("c")).getResultsList().stream()
        .map(PublishResult::getEventId)
        .toList();
  }

  @Test
  void anAnswerCanBeLostAfterAccepting() {
    server.setFaults(FaultPlan.builder().dropAnswers(true).calls(1).build());
    assertStatus(Status.Code.UNAVAILABLE, () -> publish(event("a")));
    assertThat(sink.contains("a")).isTrue();
  }

  @Test
  void aDelayedAnswerComesAfterAcceptingAndPastTheDeadlineNotAtAll() {
    server.setFaults(FaultPlan.builder().latencyMillis(600_000).build());
    // on a busy machine a call may have passed its deadline before it is accepted
    do {
      assertStatus(
          Status.Code.DEADLINE_EXCEEDED,
          () ->
              stub()
                  .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                  .publishBatch(CloudEventBatch.newBuilder().addEvents(event("a")).build()));
    } while (!sink.contains("a"));
  }

  @Test
  void aRequestBeyondTheLimitIsRefused() {
    CloudEvent huge = event("h").toBuilder().setTextData("x".repeat(17 << 20)).build();
    assertThatThrownBy(() -> publish(huge))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e ->
                assertThat(e.getStatus().getCode())
                    .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED));
    assertThat(sink.distinctCount()).isZero();
  }

  @Test
  void aPortInUseIsNamedAndClosingIsIdempotent() {
    IngressServer second = IngressServer.builder().port(server.port()).build();
    assertThatThrownBy(second::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot listen on port " + server.port())
        .hasMessageContaining("or 0 for any free one");
    second.close();
    server.close();
    server.close();
    assertThatThrownBy(() -> IngressServer.builder().build().port())
        .hasMessageContaining("has not been started");
    assertThatThrownBy(() -> IngressServer.builder().port(-1))
        .hasMessage("port must be 0 to 65535 but is -1");
  }

  @Test
  void aPlanNamesTheValueThatIsWrong() {
    assertThatThrownBy(() -> FaultPlan.builder().errorCode("NOPE").build())
        .hasMessageContaining("errorCode must be one of");
    assertThatThrownBy(() -> FaultPlan.builder().status("OK").build())
        .hasMessageContaining("status must be a gRPC status other than OK");
    assertThatThrownBy(() -> FaultPlan.builder().latencyMillis(-1).build())
        .hasMessageContaining("latencyMillis must be 0 to 600000");
  }

  private RegisteredSchema register(String subject, String text) {
    return stub()
        .registerSchema(
            RegisterSchemaRequest.newBuilder()
                .addSchemas(Schema.newBuilder().setSubject(subject).setSchema(text))
                .build())
        .getRegistered(0);
  }

  private static void assertStatus(Status.Code code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  private PublishResponse publish(CloudEvent... events) {
    return stub().publishBatch(CloudEventBatch.newBuilder().addAllEvents(List.of(events)).build());
  }

  private ChipIngressGrpc.ChipIngressBlockingStub stub() {
    if (channels.isEmpty()) {
      channels.add(
          NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build());
    }
    return ChipIngressGrpc.newBlockingStub(channels.get(0));
  }

  private static CloudEvent event(String id) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource("s")
        .setType("t")
        .setSpecVersion("1.0")
        .build();
  }
}
