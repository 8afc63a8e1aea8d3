package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.traces.internal.SpanAttributes;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls over a socket: each has one span, which ends, whatever becomes of the call. */
@Timeout(60)
class TracedCallsTest {

  private static final Metadata.Key<String> TRACEPARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();
  private final List<String> parents = new CopyOnWriteArrayList<>();
  private final Results results = new Results();
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = ScriptedServer.start(builder -> builder.intercept(new Headers()));
  }

  @AfterEach
  void close() {
    server.close();
    sdk.close();
  }

  private ChipIngressClient connection() {
    return ChipIngressClient.builder(server.endpoint()).plaintext().build();
  }

  private BatchClient client() {
    BatchClient client = BatchClient.builder(connection()).openTelemetry(sdk).build();
    client.start();
    return client;
  }

  @Test
  void theOtherEndContinuesTheTraceOfTheCall() throws Exception {
    try (BatchClient client = client()) {
      results.queue(client, Events.some(1, 10));
      results.await(1);
    }
    SpanData span = exporter.getFinishedSpanItems().get(0);
    assertThat(parents).hasSize(1);
    assertThat(parents.get(0)).startsWith("00-" + span.getTraceId() + "-" + span.getSpanId());
  }

  @Test
  void eachCallOfARequestThatIsHalvedHasASpanOfItsOwn() throws Exception {
    server.answering(
        (batch, out) -> {
          if (batch.getEventsList().stream().anyMatch(event -> event.getId().equals("id-5"))) {
            out.onError(Status.INTERNAL.asRuntimeException());
          } else {
            ScriptedServer.reply(out, ScriptedServer.accept(batch));
          }
        });
    try (BatchClient client = client()) {
      results.queue(client, Events.some(20, 10));
      results.await(20);
    }
    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSameSizeAs(parents).hasSameSizeAs(server.batches());
    assertThat(spans.stream().map(SpanData::getSpanId).distinct()).hasSameSizeAs(spans);
    assertThat(spans)
        .filteredOn(span -> span.getAttributes().get(SpanAttributes.COUNT).equals(1L))
        .anySatisfy(
            span ->
                assertThat(span.getAttributes().get(SpanAttributes.ERROR_TYPE))
                    .isEqualTo("INTERNAL"));
  }

  @Test
  void aCallThatIsNeverAnsweredIsAnErrorWhenTheClientCloses() throws Exception {
    server.answering((batch, out) -> {});
    BatchClient client = client();
    results.queue(client, Events.some(1, 10));
    while (server.batches().isEmpty()) {
      Thread.onSpinWait();
    }
    client.close(Duration.ZERO);
    assertThat(((DeliveryResult.Failed) results.of("id-0")).kind()).isEqualTo(FailureKind.CLOSED);
    assertThat(exporter.getFinishedSpanItems())
        .singleElement()
        .satisfies(
            span ->
                assertThat(span.getAttributes().get(SpanAttributes.ERROR_TYPE))
                    .isEqualTo("CANCELLED"));
  }

  @Test
  void anEventThatIsSentAloneHasASpanWithItsId() throws Exception {
    BatchClientConfig config = BatchClientConfig.ofDefaults();
    try (UnaryPublisher publisher = UnaryPublisher.of(connection(), config, sdk)) {
      publish(publisher, "good");
      results.await(1);
      server.failingWith(Status.UNAVAILABLE.withDescription("away\nfor now"));
      publish(publisher, "bad");
      results.await(2);
    }
    assertThat(exporter.getFinishedSpanItems())
        .extracting(
            span ->
                span.getAttributes().get(SpanAttributes.MESSAGE_ID)
                    + " "
                    + span.getAttributes().get(SpanAttributes.COUNT)
                    + " "
                    + span.getAttributes().get(SpanAttributes.ERROR_TYPE))
        .containsExactly("good null null", "bad null UNAVAILABLE");
    assertThat(exporter.getFinishedSpanItems().get(1).getStatus().getDescription())
        .contains("away")
        .doesNotContain("\n");
  }

  @Test
  void withoutOpenTelemetryTheOtherEndLearnsOfNoTrace() throws Exception {
    BatchClient client = BatchClient.builder(connection()).build();
    client.start();
    results.queue(client, Events.some(1, 10));
    results.await(1);
    client.close();
    assertThat(parents).containsExactly("none");
  }

  private void publish(UnaryPublisher publisher, String id) {
    var event = Events.event(id, 1);
    publisher.publish(Events.header(event), Events.payload(event), results.callback(id));
  }

  /** Keeps what comes with each call. */
  private final class Headers implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String parent = headers.get(TRACEPARENT);
      parents.add(parent == null ? "none" : parent);
      return next.startCall(call, headers);
    }
  }
}
