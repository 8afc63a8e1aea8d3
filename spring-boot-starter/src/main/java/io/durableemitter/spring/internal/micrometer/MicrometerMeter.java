package io.durableemitter.spring.internal.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.DoubleGaugeBuilder;
import io.opentelemetry.api.metrics.DoubleHistogramBuilder;
import io.opentelemetry.api.metrics.LongCounterBuilder;
import io.opentelemetry.api.metrics.LongUpDownCounterBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import java.util.function.LongSupplier;

/**
 * A meter that puts its instruments into a registry of Micrometer, without an SDK. Kinds that the
 * emitter does not use are refused by name. Safe for concurrent use.
 */
public final class MicrometerMeter implements Meter {

  private final MeterRegistry registry;
  private final Observables observables;

  private MicrometerMeter(MeterRegistry registry, LongSupplier nanos) {
    this.registry = registry;
    this.observables = new Observables(nanos);
  }

  /** A meter over a registry. */
  public static Meter over(MeterRegistry registry) {
    return over(registry, System::nanoTime);
  }

  static Meter over(MeterRegistry registry, LongSupplier nanos) {
    return new MicrometerMeter(registry, nanos);
  }

  @Override
  public LongCounterBuilder counterBuilder(String name) {
    return new CounterBuilder(new Identity(name), registry, observables);
  }

  @Override
  public LongUpDownCounterBuilder upDownCounterBuilder(String name) {
    throw unsupported("up-down counters", name);
  }

  @Override
  public DoubleHistogramBuilder histogramBuilder(String name) {
    return new HistogramBuilder(new Identity(name), registry);
  }

  @Override
  public DoubleGaugeBuilder gaugeBuilder(String name) {
    return new GaugeBuilder(new Identity(name), registry, observables);
  }

  @Override
  public BatchCallback batchCallback(
      Runnable callback,
      ObservableMeasurement observableMeasurement,
      ObservableMeasurement... additionalMeasurements) {
    throw unsupported("callbacks for several instruments", "batchCallback");
  }

  static UnsupportedOperationException unsupported(String kind, String name) {
    return new UnsupportedOperationException(
        kind
            + " are not bridged to Micrometer: "
            + name
            + "; use an OpenTelemetry bean with an SDK");
  }
}
