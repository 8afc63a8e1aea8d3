package io.durableemitter.core.metrics;

import io.durableemitter.api.aside.Measurements;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * How long things take. Nobody who is timed waits for the meter. Attributes are made once. Safe for
 * concurrent use.
 */
public final class Timings {

  private static final List<Double> SECONDS =
      List.of(
          0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
          10.0);
  private static final AttributeKey<Boolean> ERROR = AttributeKey.booleanKey("error");

  private final Optional<Measurements> values;
  private final LongConsumer emitSucceeded;
  private final LongConsumer emitFailed;
  private final LongConsumer emitTotal;
  private final EnumMap<Phase, LongConsumer> published = new EnumMap<>(Phase.class);
  private final EnumMap<Phase, LongConsumer> publishFailed = new EnumMap<>(Phase.class);
  private final EnumMap<StoreOperation, LongConsumer> operations =
      new EnumMap<>(StoreOperation.class);

  /**
   * Timings that go to a meter.
   *
   * @param meter where to
   * @param values carries them there; none if the meter keeps nothing, which spares all work
   * @param clientName the transport's name
   */
  public Timings(Meter meter, Optional<Measurements> values, String clientName) {
    this.values = values;
    DoubleHistogram emit =
        histogram(meter, "emit.duration", "Storing an event, from its hand-over to the commit");
    emitSucceeded = seconds(emit, Attributes.of(ERROR, false));
    emitFailed = seconds(emit, Attributes.of(ERROR, true));
    emitTotal =
        seconds(
            histogram(meter, "emit.total_duration", "A whole emit, with encoding and dispatch"),
            Attributes.empty());
    DoubleHistogram publish =
        histogram(meter, "publish.duration", "Delivering an event, from hand-over to result");
    for (Phase phase : Phase.values()) {
      published.put(phase, seconds(publish, of(phase, false, clientName)));
      publishFailed.put(phase, seconds(publish, of(phase, true, clientName)));
    }
    DoubleHistogram storeOperation =
        histogram(meter, "store.operation.duration", "An operation of the store");
    for (StoreOperation operation : StoreOperation.values()) {
      operations.put(
          operation,
          seconds(storeOperation, Attributes.of(EmitterMetrics.OPERATION, operation.label())));
    }
  }

  private LongConsumer seconds(DoubleHistogram histogram, Attributes attributes) {
    return values
        .map(way -> way.before(nanos -> histogram.record(nanos / 1e9, attributes)))
        .orElse(nanos -> {});
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
    return values.isPresent();
  }

  /** An event was stored, or not. */
  public void emit(long nanos, boolean error) {
    (error ? emitFailed : emitSucceeded).accept(nanos);
  }

  /** An emit has ended. */
  public void emitTotal(long nanos) {
    emitTotal.accept(nanos);
  }

  /** An event was delivered, or not. */
  public void publish(long nanos, Phase phase, boolean error) {
    at(error ? publishFailed : published, phase).accept(nanos);
  }

  void store(StoreOperation operation, long nanos) {
    at(operations, operation).accept(nanos);
  }

  private static <K extends Enum<K>> LongConsumer at(EnumMap<K, LongConsumer> all, K key) {
    return Objects.requireNonNull(all.get(key), "each value has a recorder");
  }
}
