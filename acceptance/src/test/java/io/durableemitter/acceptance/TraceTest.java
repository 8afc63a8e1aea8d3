package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.Event;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.child.ChildProcess;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.ingress.FaultPlan;
import io.durableemitter.ingress.IngressServer;
import io.durableemitter.setup.DurableEmitterSetup;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Traces through everything that is real: PostgreSQL, gRPC, the ingress, a process that is killed.
 */
@Timeout(180)
class TraceTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  private static final String PAYLOAD = "canary-of-the-payload";
  private static final String OWN = "00-" + TRACE + "-b7ad6b7169203331-01";

  private final TestEnvironment environment = new TestEnvironment();
  private final InMemorySpanExporter atEmitter = InMemorySpanExporter.create();
  private final InMemorySpanExporter atIngress = InMemorySpanExporter.create();
  private final OpenTelemetrySdk emitterSdk = TracedEmitter.sdk(atEmitter);
  private final OpenTelemetrySdk ingressSdk = TracedEmitter.sdk(atIngress);
  private final List<CloudEvent> accepted = new CopyOnWriteArrayList<>();
  private final IngressServer ingress =
      IngressServer.builder().openTelemetry(ingressSdk).observer(accepted::addAll).build();

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void start() {
    ingress.start();
  }

  @AfterEach
  void close() {
    ingress.close();
    environment.close();
    emitterSdk.close();
    ingressSdk.close();
  }

  private DurableEmitter emitter() {
    DurableEmitter emitter =
        DurableEmitterSetup.builder(environment.store())
            .endpoint("localhost:" + ingress.port())
            .plaintext()
            .fallback()
            .emitter(
                EmitterConfig.builder()
                    .retransmit(
                        retransmit ->
                            retransmit.after(Duration.ofSeconds(1)).interval(Duration.ofMillis(50)))
                    .build())
            .openTelemetry(emitterSdk)
            .build();
    emitter.start();
    return emitter;
  }

  @Test
  void oneTraceGoesFromTheCallerOverEmitAndSendToTheIngress() {
    Span caller = emitterSdk.getTracer("test").spanBuilder("checkout").startSpan();
    try (DurableEmitter emitter = emitter()) {
      Event event = Event.of("shop", "order.placed").json("{\"secret\":\"" + PAYLOAD + "\"}");
      Runnable emit = () -> emitter.emit(event);
      Context.root().with(caller).wrap(emit).run();
      Eventually.holds(() -> environment.rows() + " rows", () -> environment.rows() == 0);
    }
    caller.end();

    SpanData create = span(atEmitter, SpanKind.PRODUCER);
    SpanData send = span(atEmitter, SpanKind.CLIENT);
    SpanData received = span(atIngress, SpanKind.SERVER);
    assertThat(List.of(create.getTraceId(), send.getTraceId(), received.getTraceId()))
        .containsOnly(caller.getSpanContext().getTraceId());
    assertThat(create.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
    assertThat(send.getParentSpanId()).isEqualTo(create.getSpanId());
    assertThat(received.getParentSpanId()).isEqualTo(send.getSpanId());
    assertThat(linked(send)).containsExactly(create.getSpanId());
    assertThat(linked(received)).containsExactly(create.getSpanId());
    assertThat(accepted.toString()).contains(PAYLOAD);
    assertThat(atEmitter.getFinishedSpanItems() + " " + atIngress.getFinishedSpanItems())
        .doesNotContain(PAYLOAD);
  }

  @Test
  void aTraceGoesOnInTheProcessThatSendsWhatAKilledOneHasStored() throws Exception {
    ingress.setFaults(FaultPlan.ofOutage());
    List<String> lines;
    try (ChildProcess first = first()) {
      first.await(() -> "stored", () -> first.output().contains("stored"));
      lines = first.output().lines().filter(line -> line.startsWith("span create_")).toList();
      first.kill();
    }
    assertThat(lines).hasSize(3);
    String trace = lines.get(0).split(" ", -1)[2];
    Set<String> created =
        lines.stream().map(line -> line.split(" ", -1)[3]).collect(Collectors.toSet());
    assertThat(environment.rows()).isEqualTo(3);
    atIngress.reset();

    ingress.setFaults(FaultPlan.none());
    try (DurableEmitter second = emitter()) {
      Eventually.holds(() -> second.stats().toString(), () -> environment.rows() == 0);
    }
    List<SpanData> sent = atEmitter.getFinishedSpanItems();
    assertThat(sent).isNotEmpty().allSatisfy(span -> assertThat(span.getName()).startsWith("send"));
    assertThat(sent).allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(trace));
    assertThat(sent).allSatisfy(span -> assertThat(created).contains(span.getParentSpanId()));
    assertThat(sent.stream().flatMap(span -> linked(span).stream()).collect(Collectors.toSet()))
        .isEqualTo(created);
    AttributeKey<Double> since = AttributeKey.doubleKey("durable_emitter.seconds_since_emit");
    assertThat(sent.get(0).getLinks())
        .allSatisfy(link -> assertThat(link.getAttributes().get(since)).isPositive());
    assertThat(atIngress.getFinishedSpanItems())
        .isNotEmpty()
        .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(trace));
    assertThat(
            atIngress.getFinishedSpanItems().stream()
                .flatMap(span -> linked(span).stream())
                .collect(Collectors.toSet()))
        .isEqualTo(created);
  }

  @Test
  void whileTheIngressIsAwaySendsAreErrorsOfTheTrace() {
    ingress.setFaults(FaultPlan.ofOutage());
    try (DurableEmitter emitter = emitter()) {
      emitter.emit(Event.of("shop", "order.placed").json("{}"));
      Eventually.holds(
          () -> "no error", () -> atEmitter.getFinishedSpanItems().stream().anyMatch(this::failed));
      ingress.setFaults(FaultPlan.none());
      Eventually.holds(() -> environment.rows() + " rows", () -> environment.rows() == 0);
    }
    SpanData create = span(atEmitter, SpanKind.PRODUCER);
    assertThat(create.getStatus().getStatusCode()).as("it is stored").isEqualTo(StatusCode.UNSET);
    assertThat(atEmitter.getFinishedSpanItems())
        .hasSizeGreaterThan(2)
        .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(create.getTraceId()));
    assertThat(atIngress.getFinishedSpanItems()).anyMatch(this::failed);
  }

  private boolean failed(SpanData span) {
    return span.getStatus().getStatusCode() == StatusCode.ERROR;
  }

  @Test
  void anEmitWithinATransactionIsOfTheTraceToo() throws Exception {
    Span caller = emitterSdk.getTracer("test").spanBuilder("checkout").startSpan();
    try (DurableEmitter emitter = emitter()) {
      Context.root()
          .with(caller)
          .wrap(
              () ->
                  emitter.inTransaction(
                      environment.dataSource(),
                      transaction -> transaction.emit(Event.of("shop", "order.placed"))))
          .call();
      Eventually.holds(() -> environment.rows() + " rows", () -> environment.rows() == 0);
      SpanData create = span(atEmitter, SpanKind.PRODUCER);
      assertThat(create.getParentSpanId()).isEqualTo(caller.getSpanContext().getSpanId());
      assertThat(span(atEmitter, SpanKind.CLIENT).getParentSpanId()).isEqualTo(create.getSpanId());

      atEmitter.reset();
      try (Connection connection = environment.dataSource().getConnection()) {
        List<Event> events = List.of(Event.of("shop", "one"), Event.of("shop", "two"));
        assertThatThrownBy(() -> emitter.emitAll(connection, events))
            .hasMessageContaining("autocommit");
      }
      assertThat(atEmitter.getFinishedSpanItems())
          .extracting(span -> span.getName() + " " + span.getAttributes().get(ERROR_TYPE))
          .containsExactly("create one TRANSACTION", "create two TRANSACTION");
    }
  }

  @Test
  void aTraceThatIsNotSampledIsStoredAndDeliveredAndExportsNothing() {
    SpanContext unsampled =
        SpanContext.createFromRemoteParent(
            TRACE, "b7ad6b7169203331", TraceFlags.getDefault(), TraceState.getDefault());
    try (DurableEmitter emitter = emitter()) {
      Runnable emit = () -> emitter.emit(Event.of("shop", "order.placed").json("{}"));
      Context.root().with(Span.wrap(unsampled)).wrap(emit).run();
      Eventually.holds(() -> environment.rows() + " rows", () -> environment.rows() == 0);
    }
    assertThat(atEmitter.getFinishedSpanItems()).isEmpty();
    assertThat(atIngress.getFinishedSpanItems()).isEmpty();
    assertThat(traceparent()).startsWith("00-" + TRACE + "-").endsWith("-00");
  }

  @Test
  void aTraceThatTheEventBringsIsKeptAndLinkedTo() {
    try (DurableEmitter emitter = emitter()) {
      emitter.emit(Event.of("shop", "order.placed").extension("traceparent", OWN));
      Eventually.holds(() -> environment.rows() + " rows", () -> environment.rows() == 0);
    }
    assertThat(traceparent()).isEqualTo(OWN);
    assertThat(linked(span(atEmitter, SpanKind.CLIENT))).containsExactly("b7ad6b7169203331");
  }

  private String traceparent() {
    assertThat(accepted).hasSize(1);
    return accepted.get(0).getAttributesOrThrow("traceparent").getCeString();
  }

  private ChildProcess first() throws Exception {
    return ChildProcess.of(TracedEmitter.class.getName())
        .options(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .arguments(
            List.of(
                TestEnvironment.postgres().jdbcUrl(),
                environment.table(),
                "localhost:" + ingress.port()))
        .output(folder.resolve("first"))
        .start();
  }

  private static List<String> linked(SpanData span) {
    return span.getLinks().stream().map(link -> link.getSpanContext().getSpanId()).toList();
  }

  /** The only one of its kind. */
  private static SpanData span(InMemorySpanExporter exporter, SpanKind kind) {
    List<SpanData> spans =
        exporter.getFinishedSpanItems().stream().filter(span -> span.getKind() == kind).toList();
    assertThat(spans).hasSize(1);
    return spans.get(0);
  }
}
