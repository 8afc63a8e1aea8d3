package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.http.Receiver.Answer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a transport exports while it is open, and that it ends with it. */
@Timeout(60)
class HttpMetricsTest {

  @Test
  void whatItDoesIsExportedUntilItIsClosed() throws Exception {
    InMemoryMetricReader reader = InMemoryMetricReader.create();
    try (Receiver receiver = Receiver.start();
        SdkMeterProvider provider =
            SdkMeterProvider.builder().registerMetricReader(reader).build()) {
      HttpBatchEmitter transport =
          HttpBatchEmitter.builder(receiver.url())
              .plaintext()
              .meter(provider.get("test"))
              .config(HttpConfig.builder().clientName("webhook").build())
              .build();
      transport.start();
      assertThat(Deliveries.send(transport, "one").isDelivered()).isTrue();
      receiver.answers(request -> Answer.of(400));
      assertThat(Deliveries.send(transport, "two").isDelivered()).isFalse();

      Collection<MetricData> metrics = reader.collectAllMetrics();
      assertThat(metrics)
          .extracting(MetricData::getName)
          .containsExactlyInAnyOrder(
              "durable_emitter.http.requests_total",
              "durable_emitter.http.events_total",
              "durable_emitter.http.splits_total",
              "durable_emitter.http.bisections_total",
              "durable_emitter.http.repeated_requests_total",
              "durable_emitter.http.request_latency_ms",
              "durable_emitter.http.request_size_bytes",
              "durable_emitter.http.queued_events",
              "durable_emitter.http.queued_bytes",
              "durable_emitter.http.in_flight_requests",
              "durable_emitter.http.config.info");
      assertThat(metrics)
          .filteredOn(data -> data.getName().equals("durable_emitter.http.events_total"))
          .flatExtracting(data -> data.getLongSumData().getPoints())
          .extracting(
              point ->
                  point.getAttributes().get(AttributeKey.stringKey("client_name"))
                      + " "
                      + point.getAttributes().get(AttributeKey.stringKey("status"))
                      + "="
                      + point.getValue())
          .containsExactlyInAnyOrder(
              "webhook delivered=1", "webhook rejected=1", "webhook failed=0");

      transport.close();
      assertThat(reader.collectAllMetrics())
          .extracting(MetricData::getName)
          .doesNotContain("durable_emitter.http.queued_events");
    }
  }
}
