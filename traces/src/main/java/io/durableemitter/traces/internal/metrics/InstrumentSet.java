package io.durableemitter.traces.internal.metrics;

import io.durableemitter.api.internal.log.ThrottledLog;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Instruments whose names begin alike. Counters and gauges are read when the meter asks, and not
 * any more once this is closed. What the meter throws while something is recorded or closed goes no
 * further. Made by one thread; what is recorded may come from any.
 */
public final class InstrumentSet implements AutoCloseable {

  private final Meter meter;
  private final String prefix;
  private final Consumer<Throwable> refused;
  private final List<Runnable> closers = new ArrayList<>();

  /**
   * A set without instruments.
   *
   * @param meter where they are made
   * @param prefix begins the name of each
   * @param refused told what the meter throws
   */
  public InstrumentSet(Meter meter, String prefix, Consumer<Throwable> refused) {
    this.meter = meter;
    this.prefix = prefix;
    this.refused = refused;
  }

  /** Says in a log what a meter throws. */
  public static Consumer<Throwable> refusedTo(ThrottledLog log) {
    return log.warningOf("meter", "the meter threw, what it was given is left out: {}");
  }

  /** A counter, which has several values or attributes. */
  public void counter(String name, String unit, Consumer<ObservableLongMeasurement> callback) {
    closers.add(
        meter.counterBuilder(prefix + name).setUnit(unit).buildWithCallback(callback)::close);
  }

  /** A gauge of whole numbers. */
  public void longGauge(String name, String unit, Consumer<ObservableLongMeasurement> callback) {
    closers.add(
        meter.gaugeBuilder(prefix + name).ofLongs().setUnit(unit).buildWithCallback(callback)
            ::close);
  }

  /** A gauge of any numbers. */
  public void gauge(String name, String unit, Consumer<ObservableDoubleMeasurement> callback) {
    closers.add(meter.gaugeBuilder(prefix + name).setUnit(unit).buildWithCallback(callback)::close);
  }

  /** A histogram of sizes. */
  Sizes sizes(String name, String unit, List<Long> boundaries, Attributes attributes) {
    LongHistogram histogram =
        meter
            .histogramBuilder(prefix + name)
            .ofLongs()
            .setUnit(unit)
            .setExplicitBucketBoundariesAdvice(boundaries)
            .build();
    return new Sizes(histogram, attributes, refused);
  }

  /** A histogram of times, with the boundaries that the exporter has. */
  Latency latency(String name, Attributes success, Attributes failure) {
    return new Latency(
        meter.histogramBuilder(prefix + name).setUnit("ms").build(), success, failure, refused);
  }

  /** Takes the instruments away. */
  @Override
  public void close() {
    for (Runnable closer : closers) {
      try {
        closer.run();
      } catch (Throwable thrown) {
        refused.accept(thrown);
      }
    }
  }
}
