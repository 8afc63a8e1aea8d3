package io.durableemitter.core.metrics;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.EnumMap;
import java.util.List;

/** How long things take. Attributes are made once. Safe for concurrent use. */
public final class Timings {

  private static final List<Double> SECONDS =
      List.of(
          0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
          10.0);
  private static final AttributeKey<Boolean> ERROR = AttributeKey.booleanKey("error");

  private final boolean enabled;
  private final DoubleHistogram emit;
  private final DoubleHistogram emitTotal;
  private final DoubleHistogram publish;
  private final DoubleHistogram storeOperation;
  private final Attributes succeeded = Attributes.of(ERROR, false);
  private final Attributes failed = Attributes.of(ERROR, true);
  private final EnumMap<Phase, Attributes> published = new EnumMap<>(Phase.class);
  private final EnumMap<Phase, Attributes> publishFailed = new EnumMap<>(Phase.class);
  private final EnumMap<StoreOperation, Attributes> operations =
      new EnumMap<>(StoreOperation.class);

  /**
   * Timings that go to a meter.
   *
   * @param meter where to
   * @param enabled false if the meter keeps nothing, which spares the work for asynchronous emits
   * @param clientName the transport's name
   */
  public Timings(Meter meter, boolean enabled, String clientName) {
    this.enabled = enabled;
    emit = histogram(meter, "emit.duration", "Storing an event, from its hand-over to the commit");
    emitTotal = histogram(meter, "emit.total_duration", "A whole emit, with encoding and dispatch");
    publish = histogram(meter, "publish.duration", "Delivering an event, from hand-over to result");
    storeOperation = histogram(meter, "store.operation.duration", "An operation of the store");
    for (Phase phase : Phase.values()) {
      published.put(phase, of(phase, false, clientName));
      publishFailed.put(phase, of(phase, true, clientName));
    }
    for (StoreOperation operation : StoreOperation.values()) {
      operations.put(operation, Attributes.of(EmitterMetrics.OPERATION, operation.label()));
    }
  }

  private static Attributes of(Phase phase, boolean error, String clientName) {
    return Attributes.of(
        EmitterMetrics.PHASE, phase.label(), ERROR, error, EmitterMetrics.CLIENT_NAME, clientName);
  }

  private static DoubleHistogram histogram(Meter meter, String name, String description) {
    return meter
        .histogramBuilder(EmitterMetrics.PREFIX + name)
        .setUnit("s")
        .setDescription(description)
        .setExplicitBucketBoundariesAdvice(SECONDS)
        .build();
  }

  /** Whether anybody keeps the timings. */
  public boolean enabled() {
    return enabled;
  }

  /** An event was stored, or not. */
  public void emit(long nanos, boolean error) {
    emit.record(nanos / 1e9, error ? failed : succeeded);
  }

  /** An emit has ended. */
  public void emitTotal(long nanos) {
    emitTotal.record(nanos / 1e9);
  }

  /** An event was delivered, or not. */
  public void publish(long nanos, Phase phase, boolean error) {
    publish.record(nanos / 1e9, at(error ? publishFailed : published, phase));
  }

  void store(StoreOperation operation, long nanos) {
    storeOperation.record(nanos / 1e9, at(operations, operation));
  }

  private static <K extends Enum<K>> Attributes at(EnumMap<K, Attributes> all, K key) {
    return all.getOrDefault(key, Attributes.empty());
  }
}
