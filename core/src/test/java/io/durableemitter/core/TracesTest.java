package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.Event;
import io.durableemitter.api.Payload;
import io.durableemitter.api.TraceContext;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The span of an emit, and its context in the event, now and when it comes from the store. */
@Timeout(60)
class TracesTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String OWN = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder().setTracerProvider(provider).build();
  private final InMemoryEventStore rows = new InMemoryEventStore();
  private final GatedStore store = new GatedStore(rows);
  private final ScriptedTransport transport =
      new ScriptedTransport().answering(DeliveryResult.delivered());
  private final DurableEmitter emitter = builder().openTelemetry(sdk).build();

  private DurableEmitterBuilder builder() {
    return DurableEmitter.builder()
        .store(store)
        .transport(transport)
        .config(
            EmitterConfig.builder()
                .insert(insert -> insert.maxEventBytes(5_000))
                .retransmit(retransmit -> retransmit.enabled(false))
                .build());
  }

  @AfterEach
  void close() {
    store.open();
    emitter.close();
    sdk.close();
  }

  private void start() {
    store.open();
    emitter.start();
  }

  @Test
  void anEmitIsASpanOfItsCallersTraceAndItsContextIsInTheEvent() throws Exception {
    start();
    Span caller = sdk.getTracer("test").spanBuilder("checkout").startSpan();
    String id =
        Context.root()
            .with(caller)
            .wrap(() -> emitter.emit(Event.of("billing", "invoice.paid").json("{}")).eventId())
            .call();

    SpanData create = onlySpan();
    assertThat(create.getName()).isEqualTo("create invoice.paid");
    assertThat(create.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(create.getTraceId()).isEqualTo(caller.getSpanContext().getTraceId());
    assertThat(create.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
    assertThat(create.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(create.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("messaging.system.name"), "durable_emitter")
        .containsEntry(AttributeKey.stringKey("messaging.operation.name"), "create")
        .containsEntry(AttributeKey.stringKey("messaging.operation.type"), "create")
        .containsEntry(AttributeKey.stringKey("messaging.destination.name"), "invoice.paid")
        .containsEntry(AttributeKey.stringKey("cloudevents.event_source"), "billing")
        .containsEntry(AttributeKey.stringKey("messaging.message.id"), id)
        .containsKey(AttributeKey.longKey("messaging.message.envelope.size"))
        .hasSize(7);
    String parent = "00-" + create.getTraceId() + "-" + create.getSpanId() + "-";
    assertThat(text(sent(), "traceparent")).startsWith(parent).matches(".*-0[13]");
    TraceContext trace = transport.messages().get(0).header().trace();
    assertThat(trace.traceparent()).isEqualTo(text(sent(), "traceparent"));
    assertThat(trace.emittedAt().getEpochSecond())
        .isEqualTo(sent().getAttributesOrThrow("recordedtime").getCeTimestamp().getSeconds());
  }

  @Test
  void stateOfTheTraceIsStoredAndLeftOutIfItIsTooLong() throws Exception {
    start();
    emitWithin(TraceFlags.getSampled(), TraceState.builder().put("vendor", "v1").build());
    assertThat(text(sent(), "tracestate")).isEqualTo("vendor=v1");
    assertThat(transport.messages().get(0).header().trace().tracestate()).isEqualTo("vendor=v1");

    TraceState large =
        TraceState.builder().put("a", "x".repeat(256)).put("b", "y".repeat(256)).build();
    emitWithin(TraceFlags.getSampled(), large);
    assertThat(event(1).containsAttributes("traceparent")).isTrue();
    assertThat(event(1).containsAttributes("tracestate")).isFalse();
  }

  @Test
  void eachEventOfAListAndEachAsynchronousOneHasASpan() {
    start();
    emitter.emitAsync(Event.of("s", "later")).join();
    emitter.emitAsync(Event.of("s", "")).exceptionally(refused -> null).join();
    emitter.emitAll(List.of(Event.of("s", "one"), Event.of("s", ""), Event.of("s", "two")));
    emitter.close();
    emitter.emitAll(List.of(Event.of("s", "three")));

    assertThat(exporter.getFinishedSpanItems())
        .extracting(span -> span.getName() + " " + error(span))
        .containsExactlyInAnyOrder(
            "create later -",
            "create INVALID_EVENT",
            "create one -",
            "create INVALID_EVENT",
            "create two -",
            "create CLOSED");
  }

  @Test
  void eventsThatAListNeverComesToHaveSpansToo() {
    emitter.start(); // inserts hang
    Thread.currentThread().interrupt();
    emitter.emitAll(List.of(Event.of("s", "one"), Event.of("s", "two")));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(exporter.getFinishedSpanItems())
        .hasSize(2)
        .allSatisfy(span -> assertThat(error(span)).isEqualTo("INTERRUPTED"));
  }

  @Test
  void whatIsRefusedIsAnErrorWithItsReason() {
    assertThatThrownBy(() -> emitter.emit(Event.of("s", "t"))).isInstanceOf(EmitException.class);
    assertThat(error(onlySpan())).isEqualTo("NOT_STARTED");
    exporter.reset();
    start();
    assertThatThrownBy(() -> emitter.emit(Event.of("s", "t").protobuf(new byte[6_000])))
        .isInstanceOf(EmitException.class);
    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("create t");
    assertThat(error(span)).isEqualTo("TOO_LARGE");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).contains("the event was not stored");
    assertThat(span.getAttributes().get(AttributeKey.stringKey("durable_emitter.emit.outcome")))
        .isEqualTo("REJECTED");
  }

  @Test
  void anUnknownOutcomeIsAnError() {
    start();
    store.failWith(new StoreException(StoreException.Outcome.UNKNOWN, "connection lost", null));
    assertThatThrownBy(() -> emitter.emit(Event.of("s", "t"))).isInstanceOf(EmitException.class);
    assertThat(
            onlySpan().getAttributes().get(AttributeKey.stringKey("durable_emitter.emit.outcome")))
        .isEqualTo("UNKNOWN");
  }

  @Test
  void whatThrowsInAnEventOfTheCallersIsAnErrorWithoutItsMessage() {
    start();
    io.cloudevents.CloudEvent throwing =
        (io.cloudevents.CloudEvent)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {io.cloudevents.CloudEvent.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException("secret");
                });
    assertThatThrownBy(() -> emitter.emit(throwing)).hasMessage("secret");
    assertThat(error(onlySpan())).isEqualTo("java.lang.IllegalStateException");
    assertThat(onlySpan().toString()).doesNotContain("secret");
  }

  @Test
  void aTraceThatTheEventBringsIsKeptAndNoSpanIsMade() throws Exception {
    start();
    byte[] body = {};
    emitter.emit(body, Map.of("source", "s", "type", "t", "traceparent", OWN, "tracestate", "a=b"));
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(text(sent(), "traceparent")).isEqualTo(OWN);
    TraceContext trace = transport.messages().get(0).header().trace();
    assertThat(trace.traceparent()).isEqualTo(OWN);
    assertThat(trace.tracestate()).isEqualTo("a=b");
  }

  @Test
  void whateverTheEventBringsIsStoredAsItIs() throws Exception {
    start();
    emitter.emit(Event.of("s", "t").extension("traceparent", "malformed"));
    emitter.emit(Event.of("s", "t").extension("traceparent", 7));
    emitter.emit(Event.of("s", "t").extension("tracestate", "a=b"));
    emitter.emit(Event.of("s", "t").extension("traceparent", "0".repeat(3_000)));

    assertThat(text(event(0), "traceparent")).isEqualTo("malformed");
    assertThat(event(1).getAttributesOrThrow("traceparent").getCeInteger()).isEqualTo(7);
    assertThat(event(2).containsAttributes("traceparent")).isFalse();
    assertThat(text(event(3), "traceparent")).hasSize(3_000);
    assertThat(transport.messages().get(3).header().trace().traceparent()).isEmpty();
  }

  @Test
  void anUnsampledTraceIsStoredAsItIsAndExportsNothing() throws Exception {
    start();
    emitWithin(TraceFlags.getDefault(), TraceState.getDefault());
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(text(sent(), "traceparent")).startsWith("00-" + TRACE + "-").endsWith("-00");
  }

  @Test
  void withoutOpenTelemetryNothingIsAddedEvenInATrace() throws Exception {
    store.open();
    try (DurableEmitter off = builder().build()) {
      off.start();
      Span caller = sdk.getTracer("test").spanBuilder("checkout").startSpan();
      Context.root()
          .with(caller)
          .wrap(
              () -> {
                off.emit(Event.of("s", "t").extension("traceparent", OWN));
                off.emit(Event.of("s", "t"));
              })
          .run();
    }
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(event(1).getAttributesMap()).doesNotContainKeys("traceparent", "tracestate");
    assertThat(transport.messages())
        .allSatisfy(message -> assertThat(message.header().trace()).isSameAs(TraceContext.NONE));
  }

  @Test
  void theNextProcessFindsTheTraceInTheStore() {
    start();
    transport.answering(DeliveryResult.failed(FailureKind.TRANSPORT, "away"));
    emitter.emit(Event.of("s", "t"));
    emitter.close();
    SpanData create = onlySpan();

    List<ScriptedTransport.Message> sent = retransmitted();
    assertThat(sent.get(0).header().trace().traceparent())
        .startsWith("00-" + create.getTraceId() + "-" + create.getSpanId());
    assertThat(sent.get(0).header().trace().emittedAt()).isAfter(Instant.EPOCH);
  }

  @Test
  void aMalformedTraceInTheStoreIsNoTraceAndNoError() {
    store.open();
    rows.insertBatch(
        List.of(
            stored("garbage".repeat(100), CloudEvent.CloudEventAttributeValue.newBuilder()),
            stored("00", CloudEvent.CloudEventAttributeValue.newBuilder().setCeInteger(7))));
    assertThat(retransmitted())
        .extracting(message -> message.header().trace().traceparent())
        .containsExactlyInAnyOrder("", "00");
  }

  @Test
  void aTracerThatThrowsHarmsNothing() {
    AtomicInteger thrown = new AtomicInteger();
    OpenTelemetry throwing =
        new OpenTelemetry() {
          @Override
          public TracerProvider getTracerProvider() {
            return (TracerProvider)
                throwing(TracerProvider.class, OpenTelemetry.noop().getTracerProvider(), thrown);
          }

          @Override
          public io.opentelemetry.context.propagation.ContextPropagators getPropagators() {
            return OpenTelemetry.noop().getPropagators();
          }
        };
    store.open();
    try (DurableEmitter harmed = builder().openTelemetry(throwing).build()) {
      harmed.start();
      harmed.emit(Event.of("s", "t"));
      assertThatThrownBy(() -> harmed.emit(Event.of("s", ""))).isInstanceOf(EmitException.class);
      assertThat(harmed.emitAsync(Event.of("s", "t")).join().eventId()).isNotEmpty();
    }
    assertThat(thrown).hasValueGreaterThan(2);
    assertThat(rows.pendingCount()).isZero();
  }

  /** An object whose results, down to the builder of spans, throw when they are to do something. */
  private static Object throwing(Class<?> type, Object like, AtomicInteger thrown) {
    return Proxy.newProxyInstance(
        TracesTest.class.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getName().startsWith("set")) {
            thrown.incrementAndGet();
            throw new IllegalStateException("broken");
          }
          Object result = method.invoke(like, arguments);
          return throwing(method.getReturnType(), result, thrown);
        });
  }

  private List<ScriptedTransport.Message> retransmitted() {
    ScriptedTransport next = new ScriptedTransport().answering(DeliveryResult.delivered());
    int pending = rows.pendingCount();
    EmitterConfig config =
        EmitterConfig.builder()
            .retransmit(r -> r.interval(Duration.ofMillis(10)).after(Duration.ofMillis(100)))
            .build();
    try (DurableEmitter second =
        DurableEmitter.builder()
            .store(rows)
            .transport(next)
            .config(config)
            .openTelemetry(sdk)
            .build()) {
      second.start();
      while (next.messages().size() < pending) {
        Thread.onSpinWait();
      }
    }
    return next.messages();
  }

  private static Payload stored(
      String traceparent, CloudEvent.CloudEventAttributeValue.Builder recorded) {
    return Payload.wrap(
        CloudEvent.newBuilder()
            .setId(traceparent)
            .setSource("s")
            .setType("t")
            .putAttributes(
                "traceparent",
                CloudEvent.CloudEventAttributeValue.newBuilder().setCeString(traceparent).build())
            .putAttributes("recordedtime", recorded.build())
            .build()
            .toByteArray());
  }

  private void emitWithin(TraceFlags flags, TraceState state) {
    SpanContext parent =
        SpanContext.createFromRemoteParent(TRACE, "b7ad6b7169203331", flags, state);
    Runnable emit = () -> emitter.emit(Event.of("s", "t"));
    Context.root().with(Span.wrap(parent)).wrap(emit).run();
  }

  private SpanData onlySpan() {
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }

  private static String error(SpanData span) {
    String type = span.getAttributes().get(ERROR_TYPE);
    return type == null ? "-" : type;
  }

  private CloudEvent sent() throws Exception {
    return event(0);
  }

  private CloudEvent event(int place) throws Exception {
    return CloudEvent.parseFrom(transport.messages().get(place).payload().unsafeBytes());
  }

  private static String text(CloudEvent event, String name) {
    return event.getAttributesOrThrow(name).getCeString();
  }
}
