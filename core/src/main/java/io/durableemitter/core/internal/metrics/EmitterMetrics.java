package io.durableemitter.core.internal.metrics;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.traces.internal.metrics.InstrumentSet;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Exports what the engine counts and holds. Events are counted in adders and read when the meter
 * asks, so that counting costs the hot path next to nothing. Not exported any more once closed.
 */
public final class EmitterMetrics implements AutoCloseable {

  static final String PREFIX = "durable_emitter.";
  static final AttributeKey<String> PHASE = AttributeKey.stringKey("phase");
  static final AttributeKey<String> CLIENT_NAME = AttributeKey.stringKey("client_name");
  static final AttributeKey<String> OPERATION = AttributeKey.stringKey("operation");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
  private static final AttributeKey<Boolean> ERROR = AttributeKey.booleanKey("error");
  private static final Attributes ESTIMATED =
      Attributes.of(AttributeKey.booleanKey("estimated"), true);

  /**
   * What the gauges show.
   *
   * @param insertFill share of the insert queue in use
   * @param markFill share of the mark queue in use
   * @param fallbackInFlight events tried alone now
   * @param gateOpen 1 while events pass, else 0
   * @param queue the last look at the queue
   * @param eventTtl when events expire
   * @param maxQueuePayloadBytes what the queue may hold, if anyone has said so
   */
  public record Gauges(
      DoubleSupplier insertFill,
      DoubleSupplier markFill,
      LongSupplier fallbackInFlight,
      LongSupplier gateOpen,
      QueueSample queue,
      Duration eventTtl,
      OptionalLong maxQueuePayloadBytes) {}

  private final InstrumentSet instruments;

  private EmitterMetrics(Meter meter, Consumer<Throwable> refused) {
    this.instruments = new InstrumentSet(meter, PREFIX, refused);
  }

  /** Begins to export; told is what the meter throws when this is closed. */
  public static EmitterMetrics register(
      Meter meter,
      String clientName,
      EmitterCounters counters,
      StoreCounters store,
      Gauges gauges,
      Consumer<Throwable> refused) {
    EmitterMetrics metrics = new EmitterMetrics(meter, refused);
    metrics.events(clientName, counters);
    metrics.failures(counters);
    metrics.storeOperations(store);
    metrics.stages(gauges);
    metrics.queue(gauges);
    metrics.process();
    return metrics;
  }

  private void events(String clientName, EmitterCounters counters) {
    counter("emit.success", "{call}", counters.emitted::sum);
    counter("emit.transactional", "{event}", counters.emittedInTransactions::sum);
    counter("emit.failure", "{call}", counters.emitFailures::sum);
    counter("publish.immediate.success", "{call}", counters.fallbackSuccesses::sum);
    counter("publish.immediate.failure", "{call}", counters.fallbackFailures::sum);
    byPhase("publish.batch.events.success", clientName, counters.published);
    byPhase("publish.batch.events.failure", clientName, counters.publishFailures);
    Attributes client = Attributes.of(CLIENT_NAME, clientName);
    counter(
        "publish.retransmit.events.success",
        "{event}",
        out -> out.record(counters.published.sum(Phase.RETRANSMIT), client));
    counter(
        "publish.retransmit.events.failure",
        "{event}",
        out -> out.record(counters.publishFailures.sum(Phase.RETRANSMIT), client));
    counter("delivery.completed", "{event}", counters::delivered);
    counter("expired_purged", "{event}", counters.expired::sum);
    counter(
        "batch_enqueue.buffer_full",
        "{event}",
        out -> {
          for (Phase phase : Phase.values()) {
            out.record(counters.bufferFull.sum(phase), Attributes.of(PHASE, phase.label()));
          }
        });
  }

  private void failures(EmitterCounters counters) {
    counter("gate.held", "{event}", counters.heldByGate::sum);
    counter("claims", "{row}", counters.claimed::sum);
    counter("backed_off", "{event}", counters.backedOff::sum);
    counter(
        "dead_letters",
        "{event}",
        out -> {
          for (DeadLetterReason reason : DeadLetterReason.values()) {
            out.record(counters.deadLettered.sum(reason), Attributes.of(REASON, reason.label()));
          }
        });
    counter("dead_letters.purged", "{event}", counters.deadLettersPurged::sum);
  }

  private void byPhase(String name, String clientName, Adders<Phase> counts) {
    counter(
        name,
        "{event}",
        out -> {
          for (Phase phase : Phase.values()) {
            out.record(
                counts.sum(phase), Attributes.of(PHASE, phase.label(), CLIENT_NAME, clientName));
          }
        });
  }

  private void storeOperations(StoreCounters store) {
    counter(
        "store.operations",
        "{op}",
        out -> {
          for (StoreOperation operation : StoreOperation.values()) {
            for (boolean error : new boolean[] {false, true}) {
              out.record(
                  store.count(operation, error),
                  Attributes.of(OPERATION, operation.label(), ERROR, error));
            }
          }
        });
  }

  private void stages(Gauges gauges) {
    ratio("insert_coalescer.queue_fill_ratio", gauges.insertFill());
    ratio("mark_coalescer.queue_fill_ratio", gauges.markFill());
    // the name of the reference's newer generation, which deletes instead of marking
    ratio("delete_coalescer.queue_fill_ratio", gauges.markFill());
    longGauge("gate.open", "1", out -> out.record(gauges.gateOpen().getAsLong()));
    longGauge(
        "fallback.in_flight", "{event}", out -> out.record(gauges.fallbackInFlight().getAsLong()));
  }

  private void ratio(String name, DoubleSupplier value) {
    gauge(name, "1", out -> out.record(value.getAsDouble()));
  }

  private void queue(Gauges gauges) {
    QueueSample sample = gauges.queue();
    longOfQueue(sample, "queue.depth", "{row}", DurableQueueStats::totalRows);
    longOfQueue(sample, "queue.pending", "{event}", DurableQueueStats::depth);
    longOfQueue(sample, "queue.payload_bytes", "By", DurableQueueStats::payloadBytes);
    longOfQueue(sample, "queue.near_ttl", "{row}", DurableQueueStats::nearTtlCount);
    ofQueue(sample, "queue.oldest_pending_age_seconds", "s", stats -> age(stats));
    longGauge(
        "dead_letters.present",
        "{event}",
        out -> sample.deadLetters().ifPresent(counts -> record(out, counts)));
    double ttl = gauges.eventTtl().toNanos() / 1e9;
    ofQueue(sample, "queue.ttl_budget_seconds", "s", stats -> ttl - age(stats));
    gauges
        .maxQueuePayloadBytes()
        .ifPresent(
            max ->
                ofQueue(
                    sample,
                    "queue.capacity_usage_ratio",
                    "1",
                    stats -> (double) stats.payloadBytes() / max));
  }

  private static void record(ObservableLongMeasurement out, DeadLetterCounts counts) {
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      AttributesBuilder attributes = Attributes.builder().put(REASON, reason.label());
      if (counts.estimated()) {
        attributes.putAll(ESTIMATED);
      }
      out.record(counts.byReason().getOrDefault(reason, 0L), attributes.build());
    }
  }

  private static double age(DurableQueueStats stats) {
    return stats.oldestPendingAge().toNanos() / 1e9;
  }

  private void longOfQueue(
      QueueSample sample, String name, String unit, ToLongFunction<DurableQueueStats> value) {
    longGauge(
        name,
        unit,
        out ->
            sample
                .last()
                .ifPresent(stats -> out.record(value.applyAsLong(stats), estimated(stats))));
  }

  private void ofQueue(
      QueueSample sample, String name, String unit, ToDoubleFunction<DurableQueueStats> value) {
    gauge(
        name,
        unit,
        out -> sample.last().ifPresent(stats -> out.record(value.applyAsDouble(stats))));
  }

  private static Attributes estimated(DurableQueueStats stats) {
    return stats.estimated() ? ESTIMATED : Attributes.empty();
  }

  private void process() {
    longGauge(
        "process.memory.heap_inuse_bytes", "By", out -> out.record(ProcessUsage.heapUsedBytes()));
    longGauge(
        "process.memory.heap_sys_bytes",
        "By",
        out -> out.record(ProcessUsage.heapCommittedBytes()));
    gauge("process.cpu.user_seconds", "s", out -> record(out, ProcessUsage.userSeconds()));
    gauge("process.cpu.system_seconds", "s", out -> record(out, ProcessUsage.systemSeconds()));
  }

  private static void record(ObservableDoubleMeasurement out, OptionalDouble value) {
    value.ifPresent(out::record);
  }

  private void counter(String name, String unit, Consumer<ObservableLongMeasurement> callback) {
    instruments.counter(name, unit, callback);
  }

  private void counter(String name, String unit, LongSupplier count) {
    counter(name, unit, (ObservableLongMeasurement out) -> out.record(count.getAsLong()));
  }

  private void longGauge(String name, String unit, Consumer<ObservableLongMeasurement> callback) {
    instruments.longGauge(name, unit, callback);
  }

  private void gauge(String name, String unit, Consumer<ObservableDoubleMeasurement> callback) {
    instruments.gauge(name, unit, callback);
  }

  @Override
  public void close() {
    instruments.close();
  }
}
