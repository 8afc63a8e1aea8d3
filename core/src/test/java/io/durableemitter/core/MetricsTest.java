package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EmitException;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.core.internal.maintain.QueueSampler;
import io.durableemitter.core.internal.metrics.QueueSample;
import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names, units and attributes as existing dashboards know them. */
@Timeout(60)
class MetricsTest {

  private static final String P = "durable_emitter.";
  private static final Map<String, String> ATTRIBUTES = Map.of("source", "s", "type", "t");

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final SdkMeterProvider provider =
      SdkMeterProvider.builder().registerMetricReader(reader).build();
  private final GatedStore store = new GatedStore(new InMemoryEventStore());
  private final ScriptedTransport transport =
      new ScriptedTransport().answering(DeliveryResult.delivered());
  private final DurableEmitter emitter =
      DurableEmitter.builder()
          .store(store)
          .transport(transport)
          .meter(provider.get("test"))
          .config(
              EmitterConfig.builder().retransmit(retransmit -> retransmit.enabled(false)).build())
          .build();

  @AfterEach
  void close() {
    emitter.close();
    provider.close();
  }

  @Test
  void namesAndUnitsAreThoseOfTheDashboards() {
    start();
    emit();

    Map<String, String> expected = new TreeMap<>();
    for (String call :
        new String[] {
          "emit.success", "emit.failure", "publish.immediate.success", "publish.immediate.failure"
        }) {
      expected.put(P + call, "{call}");
    }
    for (String event :
        new String[] {
          "publish.batch.events.success",
          "publish.batch.events.failure",
          "publish.retransmit.events.success",
          "publish.retransmit.events.failure",
          "delivery.completed",
          "expired_purged",
          "batch_enqueue.buffer_full",
          "fallback.in_flight",
          "gate.held",
          "backed_off",
          "emit.transactional",
          "dead_letters",
          "dead_letters.purged"
        }) {
      expected.put(P + event, "{event}");
    }
    for (String ratio : new String[] {"insert", "mark", "delete"}) {
      expected.put(P + ratio + "_coalescer.queue_fill_ratio", "1");
    }
    for (String seconds :
        new String[] {
          "emit.duration",
          "emit.total_duration",
          "publish.duration",
          "store.operation.duration",
          "process.cpu.user_seconds",
          "process.cpu.system_seconds"
        }) {
      expected.put(P + seconds, "s");
    }
    expected.put(P + "store.operations", "{op}");
    expected.put(P + "claims", "{row}");
    expected.put(P + "gate.open", "1");
    expected.put(P + "queue.depth", "{row}");
    expected.put(P + "queue.pending", "{event}");
    expected.put(P + "queue.payload_bytes", "By");
    expected.put(P + "queue.near_ttl", "{row}");
    expected.put(P + "queue.oldest_pending_age_seconds", "s");
    expected.put(P + "queue.ttl_budget_seconds", "s");
    expected.put(P + "process.memory.heap_inuse_bytes", "By");
    expected.put(P + "process.memory.heap_sys_bytes", "By");
    recorded(1, "emit.total_duration");
    recorded(1, "publish.duration", deliveredInBatch());
    awaitLookAtTheQueue();
    assertThat(
            reader.collectAllMetrics().stream()
                .collect(Collectors.toMap(MetricData::getName, MetricData::getUnit)))
        .containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void emitSuccessAndFailureAreCounted() {
    start();
    emit();
    assertThatThrownBy(() -> emitter.emit(new byte[0], Map.of("source", "s")))
        .isInstanceOf(EmitException.class);
    store.failWith(new StoreException(StoreException.Outcome.NOT_DONE, "down", null));
    assertThatThrownBy(this::emit).isInstanceOf(EmitException.class);

    assertThat(count("emit.success")).isEqualTo(1);
    assertThat(count("emit.failure")).isEqualTo(2);
    assertThat(count("store.operations", "operation", "insert_batch", "error", "false"))
        .isEqualTo(1);
    assertThat(count("store.operations", "operation", "insert_batch", "error", "true"))
        .isEqualTo(1);
    assertThat(recorded(1, "emit.duration", "error", "false").getCount()).isEqualTo(1);
    assertThat(recorded(1, "emit.duration", "error", "true").getCount()).isEqualTo(1);
    assertThat(recorded(3, "emit.total_duration").getCount()).isEqualTo(3);
    assertThat(recorded(2, "store.operation.duration", "operation", "insert_batch").getBoundaries())
        .containsExactly(
            0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
            10.0);
  }

  @Test
  void batchEventsSuccessAndFailureAreCountedByPhase() {
    start();
    emit();
    transport.answering(DeliveryResult.failed(FailureKind.TRANSPORT, "away"));
    emitter.emitAsync(new byte[] {1}, ATTRIBUTES).join();

    String client = "ScriptedTransport";
    assertThat(count("publish.batch.events.success", "phase", "batch", "client_name", client))
        .isEqualTo(1);
    assertThat(count("publish.batch.events.failure", "phase", "batch", "client_name", client))
        .isEqualTo(1);
    assertThat(count("publish.batch.events.success", "phase", "retransmit", "client_name", client))
        .isZero();
    assertThat(count("publish.retransmit.events.success", "client_name", client)).isZero();
    assertThat(count("delivery.completed")).isEqualTo(1);
    assertThat(
            recorded(
                    1, "publish.duration", "phase", "batch", "error", "true", "client_name", client)
                .getCount())
        .isEqualTo(1);
  }

  @Test
  void aFullBufferIsCountedByPhase() {
    transport.answering(message -> Optional.empty()).withCapacity(1);
    start();
    emit();
    emit();

    assertThat(count("batch_enqueue.buffer_full", "phase", "batch")).isEqualTo(1);
  }

  @Test
  void aClosedEmitterIsNotExportedAnyMore() {
    start();
    emit();
    emitter.close();

    assertThat(reader.collectAllMetrics())
        .extracting(MetricData::getName)
        .noneMatch(name -> name.startsWith(P + "queue") || name.startsWith(P + "emit.success"));
  }

  @Test
  void aLookThatFailsLeavesNoFigureBehind() {
    QueueSample sample = new QueueSample();
    InMemoryEventStore queue = new InMemoryEventStore();
    sampler(queue, sample).runOnce();
    assertThat(sample.toString()).contains("depth=0");
    QueueSampler failing =
        sampler(
            (ttl, lead) -> {
              throw new StoreException(StoreException.Outcome.NOT_DONE, "down", null);
            },
            sample);
    assertThatThrownBy(failing::runOnce).isInstanceOf(StoreException.class);
    assertThat(sample).hasToString("no look at the queue");
  }

  private static QueueSampler sampler(DurableQueueObserver observer, QueueSample sample) {
    return new QueueSampler(
        observer, Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofSeconds(10), sample);
  }

  private void start() {
    store.open();
    emitter.start();
  }

  private void emit() {
    emitter.emit(new byte[] {1}, ATTRIBUTES);
  }

  private long count(String name, String... attributes) {
    return metric(name).getLongSumData().getPoints().stream()
        .filter(point -> attributes(point.getAttributes()).equals(map(attributes)))
        .mapToLong(LongPointData::getValue)
        .sum();
  }

  private static String[] deliveredInBatch() {
    return new String[] {"phase", "batch", "error", "false", "client_name", "ScriptedTransport"};
  }

  /** Waits for so many values, which are recorded a moment after what they tell of. */
  private HistogramPointData recorded(long count, String name, String... attributes) {
    while (true) {
      Optional<HistogramPointData> point = histogram(name, attributes);
      if (point.isPresent() && point.get().getCount() >= count) {
        return point.get();
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** The queue is looked at by a thread of its own. */
  private void awaitLookAtTheQueue() {
    while (reader.collectAllMetrics().stream()
        .noneMatch(metric -> metric.getName().equals(P + "queue.depth"))) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private Optional<HistogramPointData> histogram(String name, String... attributes) {
    return reader.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals(P + name))
        .flatMap(metric -> metric.getHistogramData().getPoints().stream())
        .filter(point -> attributes(point.getAttributes()).equals(map(attributes)))
        .findFirst();
  }

  private MetricData metric(String name) {
    return reader.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals(P + name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> map(String... pairs) {
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static Map<String, String> attributes(Attributes attributes) {
    Map<String, String> map = new TreeMap<>();
    attributes
        .asMap()
        .forEach((AttributeKey<?> key, Object value) -> map.put(key.getKey(), "" + value));
    return map;
  }
}
