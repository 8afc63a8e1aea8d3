package io.durableemitter.spring.internal.micrometer;

import io.opentelemetry.api.metrics.LongGauge;
import io.opentelemetry.api.metrics.LongGaugeBuilder;
import io.opentelemetry.api.metrics.ObservableLongGauge;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.function.Consumer;

/** Gauges of whole numbers, which Micrometer has as it has the others. */
final class GaugeOfLongsBuilder implements LongGaugeBuilder {

  private final GaugeBuilder gauge;

  GaugeOfLongsBuilder(GaugeBuilder gauge) {
    this.gauge = gauge;
  }

  @Override
  public LongGaugeBuilder setDescription(String description) {
    gauge.setDescription(description);
    return this;
  }

  @Override
  public LongGaugeBuilder setUnit(String unit) {
    gauge.setUnit(unit);
    return this;
  }

  @Override
  public LongGauge build() {
    throw MicrometerMeter.unsupported("gauges without a callback", gauge.name());
  }

  @Override
  public ObservableLongMeasurement buildObserver() {
    throw MicrometerMeter.unsupported("observers of several instruments", gauge.name());
  }

  @Override
  public ObservableLongGauge buildWithCallback(Consumer<ObservableLongMeasurement> callback) {
    Observed observed = gauge.observed(instrument -> callback.accept(instrument.longs()));
    return new ObservableLongGauge() {
      @Override
      public void close() {
        observed.close();
      }
    };
  }
}
