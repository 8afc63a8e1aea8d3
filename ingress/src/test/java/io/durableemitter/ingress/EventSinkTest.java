package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.PublishErrorCode;
import io.durableemitter.proto.PublishOptions;
import io.durableemitter.proto.PublishResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server makes of a sink that an author has written. */
@Timeout(60)
class EventSinkTest {

  private record Waiting(SinkBatch batch, CompletableFuture<List<EventOutcome>> outcomes) {
    void accept() {
      outcomes.complete(EventOutcome.allAccepted(batch));
    }
  }

  /** Answers when the test says so. */
  private static final class SlowSink implements EventSink {
    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    private volatile Optional<String> problem = Optional.empty();
    private volatile boolean started;
    private volatile boolean closed;

    @Override
    public void start() {
      started = true;
    }

    @Override
    public CompletionStage<List<EventOutcome>> accept(SinkBatch batch) {
      Waiting next = new Waiting(batch, new CompletableFuture<>());
      waiting.add(next);
      return next.outcomes();
    }

    @Override
    public Optional<String> problem() {
      return problem;
    }

    @Override
    public String description() {
      return "slow, by a test";
    }

    @Override
    public void close() {
      closed = true;
    }

    Waiting next() throws InterruptedException {
      Waiting next = waiting.poll(30, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      return next;
    }
  }

  private final SlowSink sink = new SlowSink();
  private final List<String> accepted = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final IngressServer server =
      IngressServer.builder().sink(sink).controlPort(0).observer(observer()).build();
  private ManagedChannel channel = channel(1);

  private EventObserver observer() {
    return new EventObserver() {
      @Override
      public void accept(List<CloudEvent> events) {
        events.forEach(event -> accepted.add(event.getId()));
      }

      @Override
      public void refuse(CloudEvent event, String code) {
        refused.add(event.getId() + " " + code);
      }
    };
  }

  @BeforeEach
  void start() {
    channel.shutdownNow();
    server.start();
    channel = channel(server.port());
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void theServerStartsAndClosesItsSink() {
    assertThat(sink.started).isTrue();
    assertThat(sink.closed).isFalse();
    server.close();
    assertThat(sink.closed).isTrue();
  }

  @Test
  void aCallIsAnsweredWhenTheSinkHasItsEventsAndNotBefore() throws Exception {
    // more calls than there are threads for calls: none of them waits in one
    List<Answer<PublishResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(publish(false, event("" + i)));
    }
    List<Waiting> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      waiting.add(sink.next());
    }
    assertThat(calls).noneMatch(Answer::isDone);
    assertThat(accepted).isEmpty();
    waiting.forEach(Waiting::accept);
    for (Answer<PublishResponse> call : calls) {
      assertThat(call.get(30, TimeUnit.SECONDS).getResults(0).hasError()).isFalse();
    }
    assertThat(accepted).hasSize(20);
  }

  @Test
  void eachEventGetsItsOwnOutcome() throws Exception {
    Answer<PublishResponse> call = publish(false, event("a"), event(""), event("b"), event("c"));
    Waiting waiting = sink.next();
    assertThat(waiting.batch().events())
        .extracting(CloudEvent::getId)
        .containsExactly("a", "b", "c");
    waiting
        .outcomes()
        .complete(
            List.of(
                EventOutcome.accepted(),
                EventOutcome.refused(
                    PublishErrorCode.PUBLISH_ERROR_CODE_DOMAIN_MISCONFIGURATION, "no topic"),
                EventOutcome.accepted()));
    PublishResponse response = call.get(30, TimeUnit.SECONDS);
    assertThat(response.getResultsList())
        .extracting(result -> result.getError().getReason())
        .containsExactly("", "id is empty", "no topic", "");
    assertThat(accepted).containsExactly("a", "c");
    assertThat(refused)
        .containsExactly(
            " PUBLISH_ERROR_CODE_VALIDATION_FAILED",
            "b PUBLISH_ERROR_CODE_DOMAIN_MISCONFIGURATION");
  }

  @Test
  void aTransactionalBatchWithARefusedEventFailsAsAWhole() throws Exception {
    Answer<PublishResponse> call = publish(true, event("a"), event("b"));
    Waiting waiting = sink.next();
    assertThat(waiting.batch().transactional()).isTrue();
    waiting
        .outcomes()
        .complete(
            List.of(
                EventOutcome.accepted(),
                EventOutcome.refused(
                    PublishErrorCode.PUBLISH_ERROR_CODE_VALIDATION_FAILED, "too large")));
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT: 1 event is refused")
        .hasMessageContaining("the first: too large");
    assertThat(accepted).isEmpty();
  }

  @Test
  void aSinkThatCannotIsTheCallsStatus() throws Exception {
    assertStatus(
        Status.Code.UNAVAILABLE, new SinkException(SinkException.Reason.UNAVAILABLE, "no broker"));
    assertStatus(
        Status.Code.RESOURCE_EXHAUSTED, new SinkException(SinkException.Reason.BUSY, "too much"));
    assertStatus(Status.Code.INTERNAL, new IllegalStateException("a mistake of the author"));
    Answer<PublishResponse> call = publish(false, event("a"));
    sink.next().outcomes().complete(List.of());
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS)).hasMessageContaining("INTERNAL");
  }

  private void assertStatus(Status.Code expected, RuntimeException thrown) throws Exception {
    Answer<PublishResponse> call = publish(false, event("a"));
    sink.next().outcomes().completeExceptionally(thrown);
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS)).hasMessageContaining(expected.name());
  }

  @Test
  void theControlPlaneTellsWhatTheSinkIsAndWhatIsWrongWithIt() throws Exception {
    assertThat(get("/healthz")).contains("\"ready\":true").contains("\"sink\":\"slow, by a test\"");
    assertThat(get("/events/count")).contains("only the sink memory").contains("slow, by a test");
    sink.problem = Optional.of("the disk is full");
    Answer<PublishResponse> call = publish(false, event("a"));
    sink.next()
        .outcomes()
        .completeExceptionally(new SinkException(SinkException.Reason.UNAVAILABLE, "no room"));
    assertThatThrownBy(() -> call.get(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(get("/healthz"))
        .contains("\"ready\":false")
        .contains("\"problem\":\"the disk is full\"");
    assertThatThrownBy(server::sink)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("slow, by a test");
  }

  private String get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.controlPort().getAsInt() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private Answer<PublishResponse> publish(boolean transactional, CloudEvent... events) {
    Answer<PublishResponse> answer = new Answer<>();
    ChipIngressGrpc.newStub(channel)
        .publishBatch(
            CloudEventBatch.newBuilder()
                .addAllEvents(List.of(events))
                .setOptions(PublishOptions.newBuilder().setTransactionEnabled(transactional))
                .build(),
            answer);
    return answer;
  }

  private static CloudEvent event(String id) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource("s")
        .setType("t")
        .setSpecVersion("1.0")
        .build();
  }

  private static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }
}
