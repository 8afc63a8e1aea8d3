package io.durableemitter.core.internal.metrics;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * How long things take. What a meter throws goes no further; without one nothing is done. Values
 * are recorded at once, since instruments of OpenTelemetry never wait for readers or exporters; see
 * docs/decisions.md for the figures. Attributes are made once. Safe for concurrent use.
 */
public final class Timings {

  private static final List<Double> SECONDS =
      List.of(
          0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
          10.0);
  private static final AttributeKey<Boolean> ERROR = AttributeKey.booleanKey("error");

  private final Optional<Meter> meter;
  private final Consumer<Throwable> refused;
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
   * @param meter where to; if there is none, nowhere
   * @param clientName the transport's name
   * @param refused told what the meter throws
   */
  public Timings(Optional<Meter> meter, String clientName, Consumer<Throwable> refused) {
    this.meter = meter;
    this.refused = refused;
    Function<Attributes, LongConsumer> emit =
        histogram("emit.duration", "Storing an event, from its hand-over to the commit");
    emitSucceeded = emit.apply(Attributes.of(ERROR, false));
    emitFailed = emit.apply(Attributes.of(ERROR, true));
    emitTotal =
        histogram("emit.total_duration", "A whole emit, with encoding and dispatch")
            .apply(Attributes.empty());
    Function<Attributes, LongConsumer> publish =
        histogram("publish.duration", "Delivering an event, from hand-over to result");
    for (Phase phase : Phase.values()) {
      published.put(phase, publish.apply(of(phase, false, clientName)));
      publishFailed.put(phase, publish.apply(of(phase, true, clientName)));
    }
    Function<Attributes, LongConsumer> storeOperation =
        histogram("store.operation.duration", "An operation of the store");
    for (StoreOperation operation : StoreOperation.values()) {
      operations.put(
          operation,
          storeOperation.apply(Attributes.of(EmitterMetrics.OPERATION, operation.label())));
    }
  }

  private Function<Attributes, LongConsumer> histogram(String name, String description) {
    if (meter.isEmpty()) {
      return attributes -> nanos -> {};
    }
    DoubleHistogram histogram =
        meter
            .get()
            .histogramBuilder(EmitterMetrics.PREFIX + name)
            .setUnit("s")
            .setDescription(description)
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
    return attributes -> nanos -> record(histogram, nanos, attributes);
  }

  private void record(DoubleHistogram histogram, long nanos, Attributes attributes) {
    try {
      histogram.record(nanos / 1e9, attributes);
    } catch (Throwable thrown) {
      refused.accept(thrown);
    }
  }

  private static Attributes of(Phase phase, boolean error, String clientName) {
    return Attributes.of(
        EmitterMetrics.PHASE, phase.label(), ERROR, error, EmitterMetrics.CLIENT_NAME, clientName);
  }

  /** Whether anybody keeps the timings. */
  public boolean enabled() {
    return meter.isPresent();
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
