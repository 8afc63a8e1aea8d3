package io.durableemitter.traces.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.TraceContext;
import io.durableemitter.api.internal.log.LogThrottle;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a span says of a call and of its events. */
class SendSpansTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SAMPLED = "-01";
  private static final String UNSAMPLED = "-00";
  private static final DeliveryResult CLOSED = DeliveryResult.failed(FailureKind.CLOSED, "closed");

  private record Sent(EventHeader header) implements SentEvent {}

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();
  private final SendSpans spans = spans(sdk);

  private static SendSpans spans(OpenTelemetry openTelemetry) {
    return new SendSpans(
        openTelemetry,
        new Receiver("chip_ingress", "durable_emitter", "ingress.example", List.of(9090)),
        new LogThrottle(System::nanoTime));
  }

  @AfterEach
  void close() {
    sdk.close();
  }

  @Test
  void aBatchIsASpanOfItsFirstSampledEventAndLinksToAllThatAreSampled() {
    List<Sent> events =
        List.of(
            event("none", "", Duration.ZERO),
            event("unsampled", parent(1, UNSAMPLED), Duration.ZERO),
            event("first", parent(2, SAMPLED), Duration.ofSeconds(90)),
            event("random", parent(3, "-03"), Duration.ofSeconds(-5)));
    SendSpan span = spans.batch(events);
    Map<String, String> headers = new HashMap<>();
    span.writeTo(headers, Map::put);
    span.answered(events, delivered(4));

    SpanData sent = only();
    assertThat(sent.getName()).isEqualTo("send order.placed");
    assertThat(sent.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(sent.getTraceId()).isEqualTo(TRACE);
    assertThat(sent.getParentSpanId()).isEqualTo(spanId(2));
    assertThat(sent.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(sent.getAttributes().asMap())
        .containsEntry(SpanAttributes.SYSTEM, "chip_ingress")
        .containsEntry(SpanAttributes.OPERATION, "send")
        .containsEntry(SpanAttributes.OPERATION_TYPE, "send")
        .containsEntry(SpanAttributes.DESTINATION, "order.placed")
        .containsEntry(SpanAttributes.CLIENT_ID, "durable_emitter")
        .containsEntry(SpanAttributes.COUNT, 4L)
        .containsEntry(SpanAttributes.SERVER_ADDRESS, "ingress.example")
        .containsEntry(SpanAttributes.SERVER_PORT, 9090L)
        .hasSize(8);
    assertThat(sent.getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly(spanId(2), spanId(3));
    assertThat(attribute(sent.getLinks().get(0), SpanAttributes.MESSAGE_ID)).isEqualTo("first");
    assertThat(attribute(sent.getLinks().get(0), SpanAttributes.SINCE_EMIT))
        .isCloseTo(90, within(60.));
    assertThat(attribute(sent.getLinks().get(1), SpanAttributes.SINCE_EMIT)).isZero();
    assertThat(headers.get("traceparent")).contains(sent.getTraceId() + "-" + sent.getSpanId());
  }

  @Test
  void eventsOfSeveralTypesHaveNoDestinationInCommon() {
    Sent other = new Sent(new EventHeader("1", "s", "order.paid"));
    spans.batch(List.of(event("2", "", Duration.ZERO), other)).answered(List.of(), List.of());
    assertThat(only().getName()).isEqualTo("send");
    assertThat(only().getAttributes().get(SpanAttributes.DESTINATION)).isNull();
  }

  @Test
  void linksAreBounded() {
    List<Sent> events =
        IntStream.range(0, 500)
            .mapToObj(i -> event("" + i, parent(i + 1, SAMPLED), Duration.ZERO))
            .toList();
    spans.batch(events).answered(events, delivered(500));
    assertThat(only().getLinks()).hasSize(EventLinks.MOST);
    assertThat(only().getTotalRecordedLinks()).isEqualTo(EventLinks.MOST);
  }

  @Test
  void eventsOfTracesThatAreNotSampledMakeNoSpanAndTheOtherEndLearnsIt() {
    List<Sent> events =
        List.of(
            event("1", "", Duration.ZERO),
            event("2", parent(1, UNSAMPLED), Duration.ZERO),
            event("3", parent(2, UNSAMPLED), Duration.ZERO));
    SendSpan span = spans.batch(events);
    Map<String, String> headers = new HashMap<>();
    span.writeTo(headers, Map::put);
    span.failed("UNAVAILABLE", () -> "away");
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(headers.get("traceparent")).isEqualTo(parent(1, UNSAMPLED));
  }

  @Test
  void whatIsMalformedIsNoTrace() {
    List<String> malformed =
        List.of(
            "garbage",
            "00-" + TRACE,
            "00-" + "0".repeat(32) + "-" + spanId(1) + "-01",
            "00-" + TRACE + "-" + spanId(1) + "-zz",
            "ff-" + TRACE + "-" + spanId(1) + "-01",
            "00-" + TRACE.toUpperCase(java.util.Locale.ROOT) + "-" + "x".repeat(16) + "-01",
            "\u0000".repeat(55));
    List<Sent> events = new ArrayList<>();
    malformed.forEach(text -> events.add(event("e", text, Duration.ZERO)));
    spans.batch(events).answered(events, delivered(events.size()));
    assertThat(only().getLinks()).isEmpty();
    assertThat(only().getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void aFailedCallIsAnErrorByItsStatus() {
    SendSpan span = spans.batch(List.of(event("1", parent(1, SAMPLED), Duration.ZERO)));
    span.failed("UNAVAILABLE", () -> "away");
    span.failed(CLOSED);
    assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(only().getStatus().getDescription()).isEqualTo("away");
    assertThat(only().getAttributes().get(SpanAttributes.ERROR_TYPE)).isEqualTo("UNAVAILABLE");
  }

  @Test
  void eventsThatAreNotDeliveredAreCountedAndTheFirstAreNamed() {
    List<Sent> events =
        IntStream.range(0, 50).mapToObj(i -> event("e" + i, "", Duration.ZERO)).toList();
    List<DeliveryResult> results = new ArrayList<>(delivered(50));
    for (int i = 10; i < 40; i++) {
      results.set(i, DeliveryResult.rejected("VALIDATION_FAILED", "secret", true));
    }
    results.set(45, DeliveryResult.failed(FailureKind.MISMATCH, "no result"));
    spans.batch(events).answered(events, results);

    assertThat(only().getStatus().getDescription()).isEqualTo("31 of 50 events were not delivered");
    assertThat(only().getAttributes().get(SpanAttributes.NOT_DELIVERED)).isEqualTo(31);
    assertThat(only().getAttributes().get(SpanAttributes.ERROR_TYPE))
        .isEqualTo("VALIDATION_FAILED");
    assertThat(only().getEvents()).hasSize(16);
    EventData first = only().getEvents().get(0);
    assertThat(first.getAttributes().get(SpanAttributes.MESSAGE_ID)).isEqualTo("e10");
    assertThat(first.getAttributes().get(SpanAttributes.ERROR_TYPE)).isEqualTo("VALIDATION_FAILED");
    assertThat(only().toString()).as("texts of the other end").doesNotContain("secret");
  }

  @Test
  void aFailureThatCannotBeDescribedHarmsNothing() {
    SendSpan span = spans.batch(List.of(event("1", parent(1, SAMPLED), Duration.ZERO)));
    span.failed(
        "UNAVAILABLE",
        () -> {
          throw new OutOfMemoryError("thrown by a test");
        });
    span.failed(CLOSED);
    assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void anEventAloneMayGoElsewhereThanItsTypeSays() {
    SendSpan span = spans.alone(event("1", parent(1, SAMPLED), Duration.ZERO), "orders");
    span.set(SpanAttributes.KAFKA_OFFSET, 7L);
    span.answered(List.of(), List.of());
    assertThat(only().getName()).isEqualTo("send orders");
    assertThat(only().getAttributes().asMap())
        .containsEntry(SpanAttributes.DESTINATION, "orders")
        .containsEntry(SpanAttributes.MESSAGE_ID, "1")
        .containsEntry(SpanAttributes.KAFKA_OFFSET, 7L)
        .doesNotContainKey(SpanAttributes.COUNT);
    assertThat(only().getLinks()).hasSize(1);
  }

  @Test
  void aTracerThatThrowsHarmsNothing() {
    OpenTelemetry throwing =
        new OpenTelemetry() {
          @Override
          public TracerProvider getTracerProvider() {
            return new TracerProvider() {
              @Override
              public Tracer get(String name) {
                return spanName -> {
                  throw new IllegalStateException("broken");
                };
              }

              @Override
              public Tracer get(String name, String version) {
                return get(name);
              }
            };
          }

          @Override
          public ContextPropagators getPropagators() {
            return ContextPropagators.noop();
          }
        };
    Sent event = event("1", "", Duration.ZERO);
    assertThat(spans(throwing).batch(List.of(event))).isSameAs(SendSpan.NONE);
    assertThat(spans(throwing).alone(event)).isSameAs(SendSpan.NONE);
  }

  private static Sent event(String id, String traceparent, Duration age) {
    TraceContext trace = new TraceContext(traceparent, "", Instant.now().minus(age));
    return new Sent(new EventHeader(id, "shop", "order.placed", trace));
  }

  private static String parent(int span, String flags) {
    return "00-" + TRACE + "-" + spanId(span) + flags;
  }

  private static String spanId(int number) {
    return String.format("%016x", number);
  }

  private static List<DeliveryResult> delivered(int count) {
    return IntStream.range(0, count).mapToObj(i -> DeliveryResult.delivered()).toList();
  }

  private SpanData only() {
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }

  private static <T> T attribute(LinkData link, AttributeKey<T> key) {
    T value = link.getAttributes().get(key);
    assertThat(value).isNotNull();
    return value;
  }
}
