package io.durableemitter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.TraceContext;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each event on its way to Kafka has one span, and its record says of which trace it is. */
@Timeout(120)
class KafkaSpansTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CREATE = "b7ad6b7169203331";
  private static final String SAMPLED = "00-" + TRACE + "-" + CREATE + "-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-" + CREATE + "-00";

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();

  @AfterEach
  void close() {
    sdk.close();
  }

  private static CompletableFuture<DeliveryResult> send(
      KafkaBatchEmitter transport, String id, String traceparent) {
    CloudEvent event =
        Deliveries.event(id)
            .withExtension("traceparent", traceparent)
            .withExtension("tracestate", "vendor=1")
            .build();
    TraceContext trace =
        new TraceContext(traceparent, "vendor=1", Instant.now().minus(Duration.ofSeconds(9)));
    CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    assertThat(
            transport.queueMessage(
                new EventHeader(id, "shop", "order.placed", trace),
                Deliveries.payload(event),
                result::complete))
        .isEqualTo(EnqueueResult.ACCEPTED);
    return result;
  }

  private KafkaBatchEmitter traced(EventRule topic, KafkaConfig config) {
    KafkaBatchEmitter transport =
        KafkaBatchEmitter.builder(SharedBroker.servers(), topic)
            .config(config)
            .openTelemetry(sdk)
            .build();
    transport.start();
    return transport;
  }

  @Test
  void aDeliveredEventHasASpanAndConsumersFindIt() throws Exception {
    String topic = SharedBroker.topic();
    try (KafkaBatchEmitter transport =
        traced(EventRule.of(topic), KafkaConfig.builder().clientName("orders").build())) {
      assertThat(send(transport, "one", SAMPLED).get(60, TimeUnit.SECONDS).isDelivered()).isTrue();
    }
    SpanData span = only();
    assertThat(span.getName()).isEqualTo("send " + topic);
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(span.getParentSpanContext().getTraceId()).isEqualTo(TRACE);
    assertThat(span.getParentSpanId()).isEqualTo(CREATE);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    ConsumerRecord<byte[], byte[]> record = SharedBroker.read(topic, 1).get(0);
    String servers = SharedBroker.servers();
    int colon = servers.lastIndexOf(':');
    assertThat(span.getAttributes().asMap())
        .containsEntry(SpanAttributes.SYSTEM, "kafka")
        .containsEntry(SpanAttributes.OPERATION, "send")
        .containsEntry(SpanAttributes.OPERATION_TYPE, "send")
        .containsEntry(SpanAttributes.DESTINATION, topic)
        .containsEntry(SpanAttributes.CLIENT_ID, "orders")
        .containsEntry(SpanAttributes.MESSAGE_ID, "one")
        .containsEntry(SpanAttributes.SERVER_ADDRESS, servers.substring(0, colon))
        .containsEntry(
            SpanAttributes.SERVER_PORT, (long) Integer.parseInt(servers.substring(colon + 1)))
        .containsEntry(SpanAttributes.PARTITION, Integer.toString(record.partition()))
        .containsEntry(SpanAttributes.KAFKA_OFFSET, record.offset())
        .hasSize(10);
    assertThat(span.getLinks()).hasSize(1);
    assertThat(span.getLinks().get(0).getSpanContext().getSpanId()).isEqualTo(CREATE);
    assertThat(span.getLinks().get(0).getAttributes().get(SpanAttributes.SINCE_EMIT))
        .isBetween(9.0, 100.0);

    assertThat(header(record, "ce_traceparent")).isEqualTo(SAMPLED);
    assertThat(header(record, "ce_tracestate")).isEqualTo("vendor=1");
    assertThat(header(record, "traceparent"))
        .isEqualTo("00-" + TRACE + "-" + span.getSpanId() + "-01");
    assertThat(header(record, "tracestate")).isEqualTo("vendor=1");
    assertThat(SharedBroker.event(record).getExtension("traceparent")).isEqualTo(SAMPLED);
  }

  @Test
  void anEventThatKafkaRefusesHasOneSpanHoweverOftenItWasTried() throws Exception {
    KafkaConfig impatient = KafkaConfig.builder().topicTimeout(Duration.ofSeconds(1)).build();
    try (KafkaBatchEmitter transport = traced(EventRule.of("{type}.not-there"), impatient)) {
      assertThat(send(transport, "one", SAMPLED).get(60, TimeUnit.SECONDS))
          .isInstanceOf(DeliveryResult.Rejected.class);
    }
    assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(only().getAttributes().get(SpanAttributes.ERROR_TYPE)).isEqualTo("UNKNOWN_TOPIC");
    assertThat(only().getAttributes().get(SpanAttributes.KAFKA_OFFSET)).isNull();
  }

  @Test
  void aTraceThatIsNotSampledMakesNoSpanAndConsumersLearnIt() throws Exception {
    String topic = SharedBroker.topic();
    try (KafkaBatchEmitter transport = traced(EventRule.of(topic), KafkaConfig.ofDefaults())) {
      assertThat(send(transport, "one", UNSAMPLED).get(60, TimeUnit.SECONDS).isDelivered())
          .isTrue();
    }
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    ConsumerRecord<byte[], byte[]> record = SharedBroker.read(topic, 1).get(0);
    assertThat(header(record, "traceparent")).isEqualTo(UNSAMPLED);
  }

  @Test
  void withoutOpenTelemetryARecordHasTheAttributesOfItsEventOnly() throws Exception {
    String topic = SharedBroker.topic();
    try (KafkaBatchEmitter transport =
        KafkaBatchEmitter.builder(SharedBroker.servers(), EventRule.of(topic)).build()) {
      transport.start();
      assertThat(send(transport, "one", SAMPLED).get(60, TimeUnit.SECONDS).isDelivered()).isTrue();
    }
    ConsumerRecord<byte[], byte[]> record = SharedBroker.read(topic, 1).get(0);
    assertThat(header(record, "ce_traceparent")).isEqualTo(SAMPLED);
    assertThat(record.headers().headers("traceparent")).isEmpty();
    assertThat(record.headers().headers("tracestate")).isEmpty();
  }

  @Test
  void spansNameTheHostsOfSeveralServers() {
    assertThat(BootstrapServers.receiver("a:9092,b:9092,[::1]:9092", "c").hosts())
        .isEqualTo("a,b,[::1]");
    assertThat(BootstrapServers.receiver("a:9092,b:9093", "c").ports())
        .isEqualTo(List.of(9092, 9093));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Map<String, byte[]> values = new java.util.HashMap<>();
    for (Header header : record.headers()) {
      assertThat(values.put(header.key(), header.value())).as(header.key()).isNull();
    }
    return new String(values.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
  }

  private SpanData only() {
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
    return exporter.getFinishedSpanItems().get(0);
  }
}
