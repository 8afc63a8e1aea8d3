package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.grpc.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchMetricsTest {

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();

  @Test
  void requestsAreCountedMeasuredAndDescribed() throws Exception {
    try (SdkMeterProvider provider =
            SdkMeterProvider.builder().registerMetricReader(reader).build();
        ScriptedServer server = ScriptedServer.start()) {
      BatchClient client =
          BatchClient.builder(ChipIngressClient.builder(server.endpoint()).plaintext().build())
              .meter(provider.get("test"))
              .build();
      client.start();
      assertThat(send(client)).isEqualTo(DeliveryResult.delivered());
      server.failingWith(Status.UNAVAILABLE);
      assertThat(send(client)).isNotEqualTo(DeliveryResult.delivered());

      assertThat(sum("send_requests_total", "success")).isEqualTo(1);
      assertThat(sum("send_requests_total", "failure")).isEqualTo(1);
      // recorded a moment later
      while (!isRecordedTwice("request_latency_ms") || !isRecordedTwice("request_size_messages")) {
        LockSupport.parkNanos(1_000_000);
      }
      HistogramPointData messages = histogram("request_size_messages");
      assertThat(messages.getCount()).isEqualTo(2);
      assertThat(messages.getBoundaries())
          .containsExactly(1., 2., 3., 5., 8., 13., 21., 34., 55., 100., 250., 500., 1000.);
      assertThat(text(messages.getAttributes()))
          .containsOnly(entry("client_name", "durable_emitter"), entry("max_batch_size", "500"));
      assertThat(histogram("request_size_bytes").getBoundaries())
          .containsExactly(
              128., 256., 512., 1024., 4096., 16384., 65536., 262144., 524288., 1048576., 2097152.,
              4194304., 8388608., 10485760.);
      assertThat(text(histogram("request_size_bytes").getAttributes()))
          .containsOnly(
              entry("client_name", "durable_emitter"),
              entry("max_grpc_request_size_bytes", "10485760"));
      assertThat(metric("request_latency_ms").getHistogramData().getPoints())
          .extracting(point -> text(point.getAttributes()))
          .containsExactlyInAnyOrder(
              Map.of("client_name", "durable_emitter", "status", "success"),
              Map.of("client_name", "durable_emitter", "status", "failure"));
      assertThat(metric("config.info").getUnit()).isEqualTo("{info}");
      assertThat(metric("config.info").getLongGaugeData().getPoints())
          .singleElement()
          .satisfies(
              point ->
                  assertThat(text(point.getAttributes()))
                      .containsOnly(
                          entry("client_name", "durable_emitter"),
                          entry("max_batch_size", "500"),
                          entry("message_buffer_size", "10000"),
                          entry("max_concurrent_sends", "4"),
                          entry("batch_interval_ms", "0"),
                          entry("max_publish_timeout_ms", "5000"),
                          entry("shutdown_timeout_ms", "30000"),
                          entry("clone_event", "true"),
                          entry("transaction_enabled", "false"),
                          entry("max_grpc_request_size_bytes", "10485760"),
                          entry("max_batch_bytes", "1048576"),
                          entry("message_buffer_bytes", "67108864"),
                          entry("strict_results", "false")));
      assertThat(metric("batch_splits_total").getUnit()).isEqualTo("{split}");
      assertThat(metric("results_mismatch_total").getUnit()).isEqualTo("{mismatch}");
      assertThat(metric("concurrency_limit").getUnit()).isEqualTo("{request}");
      assertThat(metric("concurrency_limit").getLongGaugeData().getPoints())
          .singleElement()
          .returns(4L, LongPointData::getValue);
      assertThat(reader.collectAllMetrics())
          .extracting(MetricData::getName)
          .contains(
              "chip_ingress.batch.batch_splits_total",
              "chip_ingress.batch.batch_bisections_total",
              "chip_ingress.batch.results_mismatch_total");
      client.close();
      assertThat(reader.collectAllMetrics())
          .extracting(MetricData::getName)
          .doesNotContain("chip_ingress.batch.config.info", "chip_ingress.batch.concurrency_limit");
    }
  }

  private static Map<String, String> text(Attributes attributes) {
    Map<String, String> text = new HashMap<>();
    attributes.forEach((key, value) -> text.put(key.getKey(), String.valueOf(value)));
    return text;
  }

  private static DeliveryResult send(BatchClient client) {
    CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    client.queueMessage(
        new EventHeader("e1", "s", "t"),
        Payload.wrap(new byte[] {10, 2, 'e', '1'}),
        result::complete);
    return result.join();
  }

  private long sum(String name, String status) {
    return metric(name).getLongSumData().getPoints().stream()
        .filter(point -> point.getAttributes().asMap().containsValue(status))
        .mapToLong(LongPointData::getValue)
        .sum();
  }

  private boolean isRecordedTwice(String name) {
    return reader.collectAllMetrics().stream()
            .filter(metric -> metric.getName().endsWith("." + name))
            .flatMap(metric -> metric.getHistogramData().getPoints().stream())
            .mapToLong(HistogramPointData::getCount)
            .sum()
        == 2;
  }

  private HistogramPointData histogram(String name) {
    return metric(name).getHistogramData().getPoints().iterator().next();
  }

  private MetricData metric(String name) {
    return reader.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals("chip_ingress.batch." + name))
        .findFirst()
        .orElseThrow();
  }
}
