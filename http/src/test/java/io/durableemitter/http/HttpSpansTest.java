package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.TraceContext;
import io.durableemitter.http.Receiver.Answer;
import io.durableemitter.spi.EnqueueResult;
import io.durableemitter.traces.internal.SpanAttributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each request has one span, which ends, and says of which trace it is. */
@Timeout(60)
class HttpSpansTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String UNSAMPLED = "00-" + TRACE + "-b7ad6b7169203331-00";

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();
  private Receiver receiver;

  @BeforeEach
  void open() throws IOException {
    receiver = Receiver.start();
  }

  @AfterEach
  void close() {
    receiver.close();
    sdk.close();
  }

  private HttpBatchEmitter transport(ContentMode mode) {
    return HttpBatchEmitter.builder(receiver.url() + "?key=secret-of-the-url")
        .plaintext()
        .config(
            HttpConfig.builder()
                .clientName("hooks")
                .contentMode(mode)
                .batching(batching -> batching.workers(1).batchSize(1_000))
                .build())
        .openTelemetry(sdk)
        .build();
  }

  private static CompletableFuture<DeliveryResult> offer(
      HttpBatchEmitter transport, String id, String traceparent) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(id)
            .withSource(URI.create("shop"))
            .withType("order.placed")
            .withExtension("traceparent", traceparent)
            .build();
    TraceContext trace =
        new TraceContext(traceparent, "", Instant.now().minus(Duration.ofSeconds(9)));
    CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    assertThat(
            transport.queueMessage(
                new EventHeader(id, "shop", "order.placed", trace),
                Deliveries.payload(event),
                result::complete))
        .isEqualTo(EnqueueResult.ACCEPTED);
    return result;
  }

  private static String sampled(int span) {
    return "00-" + TRACE + "-" + String.format("%016x", span) + "-01";
  }

  @Test
  void aBatchIsOneSpanThatLinksToItsEvents() throws Exception {
    HttpBatchEmitter transport = transport(ContentMode.BATCH);
    transport.start();
    awaitGatheredBatch(transport, 200);

    SpanData span = spans().get(1);
    assertThat(span.getName()).isEqualTo("send order.placed");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getParentSpanId()).isEqualTo(String.format("%016x", 1));
    assertThat(span.getTotalRecordedLinks()).isEqualTo(128);
    assertThat(span.getLinks().get(0).getAttributes().get(SpanAttributes.MESSAGE_ID))
        .isEqualTo("event-1");
    assertThat(span.getAttributes().asMap())
        .containsEntry(SpanAttributes.SYSTEM, "http")
        .containsEntry(SpanAttributes.OPERATION, "send")
        .containsEntry(SpanAttributes.OPERATION_TYPE, "send")
        .containsEntry(SpanAttributes.DESTINATION, "order.placed")
        .containsEntry(SpanAttributes.CLIENT_ID, "hooks")
        .containsEntry(SpanAttributes.COUNT, 200L)
        .containsEntry(SpanAttributes.SERVER_ADDRESS, "localhost")
        .containsEntry(SpanAttributes.SERVER_PORT, (long) URI.create(receiver.url()).getPort())
        .containsEntry(SpanAttributes.HTTP_STATUS, 202L)
        .hasSize(9);
    assertThat(receiver.requests().get(1).headers().get("traceparent"))
        .isEqualTo("00-" + TRACE + "-" + span.getSpanId() + "-01");
    assertThat(spans().toString()).doesNotContain("secret-of-the-url");
  }

  /** One that is held, and behind it so many that go together. */
  private void awaitGatheredBatch(HttpBatchEmitter transport, int count) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    receiver.answers(
        request -> {
          awaitQuietly(release);
          return Answer.of(202);
        });
    List<CompletableFuture<DeliveryResult>> results = new ArrayList<>();
    results.add(offer(transport, "held", sampled(1_000)));
    while (receiver.requests().isEmpty()) {
      Thread.onSpinWait();
    }
    for (int i = 1; i <= count; i++) {
      results.add(offer(transport, "event-" + i, sampled(i)));
    }
    release.countDown();
    for (CompletableFuture<DeliveryResult> result : results) {
      assertThat(Deliveries.await(result).isDelivered()).isTrue();
    }
    transport.close();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anEventAloneHasItsOwnTraceBesideThatOfTheRequest() throws Exception {
    try (HttpBatchEmitter transport = transport(ContentMode.BINARY)) {
      transport.start();
      assertThat(Deliveries.await(offer(transport, "one", sampled(1))).isDelivered()).isTrue();
    }
    Map<String, String> headers = receiver.requests().get(0).headers();
    assertThat(headers)
        .containsEntry("ce-traceparent", sampled(1))
        .containsEntry("traceparent", "00-" + TRACE + "-" + spans().get(0).getSpanId() + "-01");
    assertThat(spans().get(0).getAttributes().asMap())
        .containsEntry(SpanAttributes.MESSAGE_ID, "one")
        .doesNotContainKey(SpanAttributes.COUNT);
  }

  @Test
  void aRequestThatFailsIsAnErrorByWhatItMeansForItsEvents() throws Exception {
    receiver.answers(
        request ->
            "refused".equals(request.headers().get("ce-id"))
                ? Answer.of(422, "text of the receiver")
                : Answer.of(503));
    try (HttpBatchEmitter transport = transport(ContentMode.BINARY)) {
      transport.start();
      Deliveries.await(offer(transport, "refused", sampled(1)));
      Deliveries.await(offer(transport, "away", sampled(2)));
    }
    assertThat(spans())
        .extracting(
            span ->
                span.getStatus().getStatusCode()
                    + " "
                    + span.getAttributes().get(SpanAttributes.ERROR_TYPE)
                    + " "
                    + span.getAttributes().get(SpanAttributes.HTTP_STATUS))
        .containsExactly(StatusCode.ERROR + " HTTP_422 422", StatusCode.ERROR + " TRANSPORT 503");
    assertThat(spans().toString()).doesNotContain("text of the receiver");
  }

  @Test
  void aRequestThatIsNeverAnsweredEndsItsSpanWhenTheTransportCloses() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    receiver.answers(
        request -> {
          awaitQuietly(release);
          return Answer.of(202);
        });
    HttpBatchEmitter transport = transport(ContentMode.STRUCTURED);
    transport.start();
    CompletableFuture<DeliveryResult> result = offer(transport, "one", sampled(1));
    while (receiver.requests().isEmpty()) {
      Thread.onSpinWait();
    }
    transport.close(Duration.ZERO);
    release.countDown();
    assertThat(Deliveries.await(result).isDelivered()).isFalse();
    assertThat(spans().get(0).getAttributes().get(SpanAttributes.ERROR_TYPE)).isEqualTo("CLOSED");
  }

  @Test
  void aTraceThatIsNotSampledMakesNoSpanAndTheReceiverLearnsIt() throws Exception {
    try (HttpBatchEmitter transport = transport(ContentMode.BATCH)) {
      transport.start();
      Deliveries.await(offer(transport, "one", UNSAMPLED));
    }
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(receiver.requests().get(0).headers()).containsEntry("traceparent", UNSAMPLED);
  }

  @Test
  void withoutOpenTelemetryRequestsAreOfNoTrace() throws Exception {
    try (HttpBatchEmitter transport =
        HttpBatchEmitter.builder(receiver.url()).plaintext().build()) {
      transport.start();
      Deliveries.await(offer(transport, "one", sampled(1)));
    }
    assertThat(receiver.requests().get(0).headers()).doesNotContainKey("traceparent");
  }

  private List<SpanData> spans() {
    assertThat(exporter.getFinishedSpanItems()).isNotEmpty();
    return exporter.getFinishedSpanItems();
  }
}
