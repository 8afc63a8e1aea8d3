package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.chipingress.ChipIngressClient;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IngressMetricsTest {

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final SdkMeterProvider meters =
      SdkMeterProvider.builder().registerMetricReader(reader).build();
  private final IngressServer server = IngressServer.builder().meter(meters.get("test")).build();

  @AfterEach
  void close() {
    server.close();
    meters.close();
  }

  @Test
  void countsWhatArrivesAndWhatBecomesOfItAndTimesTheSink() {
    server.start();
    server.setFaults(
        FaultPlan.builder().errorCode("SCHEMA_MISSING").errorTypes(List.of("refused")).build());
    try (ChipIngressClient client =
        ChipIngressClient.builder("127.0.0.1:" + server.port()).plaintext().build()) {
      client.publish(event("fine"));
      client.publish(event("refused"));
    }
    Map<String, Long> sums = new TreeMap<>();
    Map<String, Attributes> attributes = new TreeMap<>();
    for (MetricData metric : reader.collectAllMetrics()) {
      metric
          .getLongSumData()
          .getPoints()
          .forEach(
              point -> {
                sums.put(metric.getName(), point.getValue());
                attributes.put(metric.getName(), point.getAttributes());
              });
      metric
          .getLongGaugeData()
          .getPoints()
          .forEach(point -> sums.put(metric.getName(), point.getValue()));
      metric
          .getHistogramData()
          .getPoints()
          .forEach(point -> sums.put(metric.getName(), point.getCount()));
    }
    assertThat(sums)
        .containsEntry("durable_emitter.ingress.calls", 2L)
        .containsEntry("durable_emitter.ingress.received", 2L)
        .containsEntry("durable_emitter.ingress.accepted", 1L)
        .containsEntry("durable_emitter.ingress.rejected", 1L)
        .containsEntry("durable_emitter.ingress.unauthenticated", 0L)
        .containsEntry("durable_emitter.ingress.sink.duration", 1L)
        .containsKey("durable_emitter.ingress.bytes_in_flight");
    assertThat(attributes)
        .hasEntrySatisfying(
            "durable_emitter.ingress.rejected",
            of ->
                assertThat(of.asMap().values())
                    .containsExactly("PUBLISH_ERROR_CODE_SCHEMA_MISSING"));
    server.close();
    assertThat(reader.collectAllMetrics())
        .noneMatch(metric -> metric.getName().equals("durable_emitter.ingress.calls"));
  }

  private static CloudEvent event(String type) {
    return CloudEvent.newBuilder()
        .setId(type)
        .setSource("s")
        .setType(type)
        .setSpecVersion("1.0")
        .build();
  }
}
