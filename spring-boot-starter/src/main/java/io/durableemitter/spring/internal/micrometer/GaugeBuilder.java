package io.durableemitter.spring.internal.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.metrics.DoubleGauge;
import io.opentelemetry.api.metrics.DoubleGaugeBuilder;
import io.opentelemetry.api.metrics.LongGaugeBuilder;
import io.opentelemetry.api.metrics.ObservableDoubleGauge;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import java.util.function.Consumer;

/** Gauges that a callback reads. */
final class GaugeBuilder implements DoubleGaugeBuilder {

  private Identity identity;
  private final MeterRegistry registry;
  private final Observables observables;

  GaugeBuilder(Identity identity, MeterRegistry registry, Observables observables) {
    this.identity = identity;
    this.registry = registry;
    this.observables = observables;
  }

  @Override
  public DoubleGaugeBuilder setDescription(String description) {
    identity = identity.withDescription(description);
    return this;
  }

  @Override
  public DoubleGaugeBuilder setUnit(String unit) {
    identity = identity.withUnit(unit);
    return this;
  }

  @Override
  public LongGaugeBuilder ofLongs() {
    return new GaugeOfLongsBuilder(this);
  }

  @Override
  public DoubleGauge build() {
    throw MicrometerMeter.unsupported("gauges without a callback", identity.name());
  }

  @Override
  public ObservableDoubleMeasurement buildObserver() {
    throw MicrometerMeter.unsupported("observers of several instruments", identity.name());
  }

  @Override
  public ObservableDoubleGauge buildWithCallback(Consumer<ObservableDoubleMeasurement> callback) {
    Observed observed = observed(instrument -> callback.accept(instrument.doubles()));
    return new ObservableDoubleGauge() {
      @Override
      public void close() {
        observed.close();
      }
    };
  }

  String name() {
    return identity.name();
  }

  Observed observed(Consumer<Observed> callback) {
    Identity named = identity;
    return new Observed(
            named,
            registry,
            observables,
            (instrument, attributes) ->
                Gauge.builder(named.name(), () -> instrument.read(attributes))
                    .tags(Identity.tags(attributes))
                    .description(named.description())
                    .baseUnit(named.baseUnit())
                    .register(registry),
            true,
            callback)
        .open();
  }
}
