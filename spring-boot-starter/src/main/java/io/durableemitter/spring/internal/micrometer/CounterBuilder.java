package io.durableemitter.spring.internal.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.metrics.DoubleCounterBuilder;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongCounterBuilder;
import io.opentelemetry.api.metrics.ObservableLongCounter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.function.Consumer;

/** Counters that a callback reads. */
final class CounterBuilder implements LongCounterBuilder {

  private Identity identity;
  private final MeterRegistry registry;
  private final Observables observables;

  CounterBuilder(Identity identity, MeterRegistry registry, Observables observables) {
    this.identity = identity;
    this.registry = registry;
    this.observables = observables;
  }

  @Override
  public LongCounterBuilder setDescription(String description) {
    identity = identity.withDescription(description);
    return this;
  }

  @Override
  public LongCounterBuilder setUnit(String unit) {
    identity = identity.withUnit(unit);
    return this;
  }

  @Override
  public DoubleCounterBuilder ofDoubles() {
    throw MicrometerMeter.unsupported("counters of doubles", identity.name());
  }

  @Override
  public LongCounter build() {
    throw MicrometerMeter.unsupported("counters without a callback", identity.name());
  }

  @Override
  public ObservableLongMeasurement buildObserver() {
    throw MicrometerMeter.unsupported("observers of several instruments", identity.name());
  }

  @Override
  public ObservableLongCounter buildWithCallback(Consumer<ObservableLongMeasurement> callback) {
    Identity named = identity;
    Observed observed =
        new Observed(
                named,
                registry,
                observables,
                // Micrometer holds what it reads weakly; the instrument is held here
                (instrument, attributes) ->
                    FunctionCounter.builder(
                            named.name(), instrument, counter -> counter.read(attributes))
                        .tags(Identity.tags(attributes))
                        .description(named.description())
                        .baseUnit(named.baseUnit())
                        .register(registry),
                false,
                instrument -> callback.accept(instrument.longs()))
            .open();
    return new ObservableLongCounter() {
      @Override
      public void close() {
        observed.close();
      }
    };
  }
}
