package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.chipingress.auth.Ed25519Signer;
import io.durableemitter.ingress.auth.TokenPolicy;
import io.durableemitter.proto.ChipIngressGrpc;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.EmptyRequest;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A span for each call, in the trace of whoever calls. */
@Timeout(60)
class CallSpansTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "00-" + TRACE + "-00000000000000aa-01";
  private static final String METHOD = ChipIngressGrpc.getPublishBatchMethod().getFullMethodName();

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final IngressServerBuilder builder =
      IngressServer.builder()
          .observer(events -> seen.add(Span.current().getSpanContext().getSpanId()));

  @AfterEach
  void close() {
    sdk.close();
  }

  @Test
  void aCallContinuesTheTraceAndLinksToItsEvents() throws Exception {
    CloudEventBatch batch =
        CloudEventBatch.newBuilder()
            .addEvents(event("1", "00-" + "1".repeat(32) + "-00000000000000bb-01"))
            .addEvents(event("2", "00-" + "2".repeat(32) + "-00000000000000cc-00"))
            .addEvents(event("3", "malformed"))
            .addEvents(CloudEvent.newBuilder().setId("without a type"))
            .build();
    try (IngressServer server = builder.openTelemetry(sdk).build()) {
      server.start();
      call(server, CALLER, channel -> stub(channel).publishBatch(batch));
    }
    SpanData span = only();
    assertThat(span.getName()).isEqualTo(METHOD);
    assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(span.getTraceId()).isEqualTo(TRACE);
    assertThat(span.getParentSpanId()).isEqualTo("00000000000000aa");
    assertThat(span.getParentSpanContext().isRemote()).isTrue();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().asMap())
        .containsEntry(AttributeKey.stringKey("rpc.system.name"), "grpc")
        .containsEntry(AttributeKey.stringKey("rpc.method"), METHOD)
        .containsEntry(AttributeKey.stringKey("rpc.response.status_code"), "OK")
        .containsEntry(AttributeKey.longKey("messaging.batch.message_count"), 4L)
        .containsEntry(AttributeKey.longKey("durable_emitter.batch.not_delivered_count"), 1L)
        .hasSize(5);
    assertThat(span.getLinks())
        .singleElement()
        .satisfies(
            link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo("00000000000000bb"));
    assertThat(seen).as("the current span of the observer").containsExactly(span.getSpanId());
  }

  @Test
  void linksAreBounded() throws Exception {
    CloudEventBatch.Builder batch = CloudEventBatch.newBuilder();
    for (int i = 1; i <= 300; i++) {
      batch.addEvents(event("" + i, "00-" + TRACE + String.format("-%016x-01", i)));
    }
    try (IngressServer server = builder.openTelemetry(sdk).build()) {
      server.start();
      call(server, CALLER, channel -> stub(channel).publishBatch(batch.build()));
    }
    assertThat(only().getLinks()).hasSize(128);
    assertThat(only().getTotalRecordedLinks()).isEqualTo(128);
  }

  @Test
  void aCallerWhoIsNotSampledMakesNoSpan() throws Exception {
    try (IngressServer server = builder.openTelemetry(sdk).build()) {
      server.start();
      String unsampled = CALLER.replaceFirst("01$", "00");
      call(server, unsampled, channel -> stub(channel).publish(event("1", "")));
      assertThat(server.sink().distinctCount()).isEqualTo(1);
    }
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void aHeaderThatIsMalformedIsNoTrace() throws Exception {
    try (IngressServer server = builder.openTelemetry(sdk).build()) {
      server.start();
      call(server, "00-nonsense", channel -> stub(channel).publish(event("1", "")));
    }
    assertThat(only().getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void aFaultOfTheServerIsAnError() throws Exception {
    try (IngressServer server = builder.openTelemetry(sdk).build()) {
      server.start();
      server.setFaults(FaultPlan.ofOutage());
      call(server, CALLER, channel -> stub(channel).publish(event("1", "")));
    }
    assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(only().getAttributes().get(AttributeKey.stringKey("error.type")))
        .isEqualTo("UNAVAILABLE");
  }

  @Test
  void aCallThatIsGivenUpEnds() throws Exception {
    try (IngressServer server = builder.openTelemetry(sdk).build()) {
      server.start();
      server.setFaults(FaultPlan.builder().hang(true).build());
      // on a busy machine a deadline may pass before the call has left the client
      while (exporter.getFinishedSpanItems().isEmpty()) {
        call(
            server,
            CALLER,
            channel ->
                stub(channel)
                    .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                    .ping(EmptyRequest.getDefaultInstance()));
      }
    }
    SpanData first = exporter.getFinishedSpanItems().get(0);
    assertThat(first.getAttributes().get(AttributeKey.stringKey("rpc.response.status_code")))
        .isEqualTo("CANCELLED");
  }

  @Test
  void whoIsNotLetInFillsNobodysTraces() throws Exception {
    TokenPolicy policy =
        TokenPolicy.builder().allowedKeys(List.of(Ed25519Signer.generate().publicKeyHex())).build();
    try (IngressServer server = builder.tokens(policy).openTelemetry(sdk).build()) {
      server.start();
      call(server, CALLER, channel -> stub(channel).publish(event("1", "")));
    }
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void aTracerThatThrowsHarmsNothing() throws Exception {
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
    try (IngressServer server = builder.openTelemetry(throwing).build()) {
      server.start();
      call(server, CALLER, channel -> stub(channel).publish(event("1", "")));
      assertThat(server.sink().distinctCount()).isEqualTo(1);
    }
  }

  @Test
  void withoutOpenTelemetryThereIsNoSpan() throws Exception {
    try (IngressServer server = builder.build()) {
      server.start();
      call(server, CALLER, channel -> stub(channel).publish(event("1", "")));
    }
    assertThat(seen).containsExactly("0000000000000000");
  }

  private interface Call {
    void on(Channel channel);
  }

  /** Whatever becomes of it. */
  private static void call(IngressServer server, String traceparent, Call call) throws Exception {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
    ManagedChannel channel =
        Grpc.newChannelBuilder("localhost:" + server.port(), InsecureChannelCredentials.create())
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .build();
    try {
      call.on(channel);
    } catch (StatusRuntimeException failed) {
      assertThat(failed.getStatus().isOk()).isFalse();
    } finally {
      channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private static ChipIngressGrpc.ChipIngressBlockingStub stub(Channel channel) {
    return ChipIngressGrpc.newBlockingStub(channel);
  }

  private static CloudEvent event(String id, String traceparent) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource("s")
        .setSpecVersion("1.0")
        .setType("t")
        .putAttributes(
            "traceparent", CloudEventAttributeValue.newBuilder().setCeString(traceparent).build())
        .build();
  }

  private SpanData only() {
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }
}
