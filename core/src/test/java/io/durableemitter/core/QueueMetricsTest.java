package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.EmitterMetrics;
import io.durableemitter.core.internal.metrics.QueueSample;
import io.durableemitter.core.internal.metrics.StoreCounters;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DurableQueueStats;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the gauges of the queue show for a look at it. */
class QueueMetricsTest {

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final SdkMeterProvider provider =
      SdkMeterProvider.builder().registerMetricReader(reader).build();
  private final QueueSample sample = new QueueSample();

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void showsTheLastLook() {
    register(OptionalLong.of(4_000));
    sample.set(new DurableQueueStats(7, 9, 1_000, Duration.ofMinutes(59), 2, false));

    assertThat(queue())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "depth {row}", 9.0,
                "pending {event}", 7.0,
                "payload_bytes By", 1_000.0,
                "near_ttl {row}", 2.0,
                "oldest_pending_age_seconds s", 3_540.0,
                "ttl_budget_seconds s", 60.0,
                "capacity_usage_ratio 1", 0.25));
  }

  @Test
  void whatIsPastItsTimeHasANegativeBudget() {
    register(OptionalLong.empty());
    sample.set(new DurableQueueStats(1, 1, 10, Duration.ofHours(2), 0, false));

    assertThat(queue())
        .containsEntry("ttl_budget_seconds s", -3_600.0)
        .doesNotContainKey("capacity_usage_ratio 1");
  }

  @Test
  void anEmptyQueueHasTheWholeBudget() {
    register(OptionalLong.empty());
    sample.set(new DurableQueueStats(0, 0, 0, Duration.ZERO, 0, false));

    assertThat(queue())
        .containsEntry("ttl_budget_seconds s", 3_600.0)
        .containsEntry("depth {row}", 0.0);
  }

  @Test
  void thereIsNoFigureWithoutALook() {
    register(OptionalLong.of(1));
    assertThat(queue()).isEmpty();
    sample.set(new DurableQueueStats(0, 0, 0, Duration.ZERO, 0, false));
    assertThat(queue()).hasSize(7);
    sample.clear();
    assertThat(queue()).isEmpty();
  }

  @Test
  void estimatesAreMarkedAsSuch() {
    register(OptionalLong.empty());
    sample.set(new DurableQueueStats(50_000, 60_000, 1 << 20, Duration.ZERO, 0, true));

    assertThat(reader.collectAllMetrics())
        .filteredOn(metric -> metric.getName().equals("durable_emitter.queue.depth"))
        .flatExtracting(metric -> metric.getData().getPoints())
        .map(PointData.class::cast)
        .allMatch(
            point ->
                Boolean.TRUE.equals(
                    point.getAttributes().get(AttributeKey.booleanKey("estimated"))));
  }

  @Test
  void deadLettersAreShownByReasonAndThoseThatAreNotThereAsZero() {
    register(OptionalLong.empty());
    assertThat(deadLetters()).isEmpty();
    sample.deadLetters(new DeadLetterCounts(Map.of(DeadLetterReason.EXPIRED, 3L), false));
    assertThat(deadLetters())
        .hasSize(DeadLetterReason.values().length)
        .containsEntry("{reason=\"expired\"}", 3L)
        .containsEntry("{reason=\"rejected\"}", 0L);
    sample.deadLetters(new DeadLetterCounts(Map.of(DeadLetterReason.EXPIRED, 200_000L), true));
    assertThat(deadLetters()).containsEntry("{estimated=true, reason=\"expired\"}", 200_000L);
  }

  private Map<String, Long> deadLetters() {
    Map<String, Long> values = new TreeMap<>();
    for (MetricData metric : reader.collectAllMetrics()) {
      if (metric.getName().equals("durable_emitter.dead_letters.present")) {
        metric
            .getLongGaugeData()
            .getPoints()
            .forEach(point -> values.put(point.getAttributes().toString(), point.getValue()));
      }
    }
    return values;
  }

  private void register(OptionalLong max) {
    var unused =
        EmitterMetrics.register(
            provider.get("test"),
            "client",
            new EmitterCounters(),
            new StoreCounters(),
            new EmitterMetrics.Gauges(
                () -> 0, () -> 0, () -> 0, () -> 1, sample, Duration.ofHours(1), max),
            thrown -> {});
  }

  private Map<String, Double> queue() {
    String prefix = "durable_emitter.queue.";
    Map<String, Double> values = new TreeMap<>();
    for (MetricData metric : reader.collectAllMetrics()) {
      if (metric.getName().startsWith(prefix)) {
        String key = metric.getName().substring(prefix.length()) + " " + metric.getUnit();
        metric.getLongGaugeData().getPoints().forEach(p -> values.put(key, (double) p.getValue()));
        metric.getDoubleGaugeData().getPoints().forEach(p -> values.put(key, p.getValue()));
      }
    }
    return values;
  }
}
