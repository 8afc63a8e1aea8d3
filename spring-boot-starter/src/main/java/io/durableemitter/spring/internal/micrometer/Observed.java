package io.durableemitter.spring.internal.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An instrument with a callback: a meter for each set of attributes that the callback named. */
final class Observed {

  /** Puts a meter into the registry. */
  interface Registration {
    Meter register(Observed observed, Attributes attributes);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Observed.class);

  private final Identity identity;
  private final MeterRegistry registry;
  private final Observables all;
  private final Registration registration;
  private final boolean forgets;
  private final Consumer<Observed> callback;
  private final Map<Attributes, Double> values = new ConcurrentHashMap<>();
  private final List<Meter> meters = new CopyOnWriteArrayList<>();
  private final Set<Attributes> seen = new HashSet<>(); // by the one thread that collects
  private boolean failed; // by the same

  /**
   * An instrument.
   *
   * @param forgets whether a value that a callback does not give any more is none
   */
  Observed(
      Identity identity,
      MeterRegistry registry,
      Observables all,
      Registration registration,
      boolean forgets,
      Consumer<Observed> callback) {
    this.identity = identity;
    this.registry = registry;
    this.all = all;
    this.registration = registration;
    this.forgets = forgets;
    this.callback = callback;
  }

  synchronized void collect() {
    seen.clear();
    try {
      callback.accept(this);
      failed = false;
    } catch (RuntimeException e) {
      if (!failed) {
        LOG.warn(
            "the callback of {} threw; its values stay until it goes well", identity.name(), e);
      }
      failed = true;
      return;
    }
    if (forgets) {
      values.replaceAll((attributes, value) -> seen.contains(attributes) ? value : Double.NaN);
    }
  }

  private void record(double value, Attributes attributes) {
    seen.add(attributes);
    if (values.put(attributes, value) == null) {
      meters.add(registration.register(this, attributes));
    }
  }

  /** The value now. */
  double read(Attributes attributes) {
    all.collectIfDue();
    return values.getOrDefault(attributes, Double.NaN);
  }

  ObservableLongMeasurement longs() {
    return new ObservableLongMeasurement() {
      @Override
      public void record(long value) {
        Observed.this.record((double) value, Attributes.empty());
      }

      @Override
      public void record(long value, Attributes attributes) {
        Observed.this.record((double) value, attributes);
      }
    };
  }

  ObservableDoubleMeasurement doubles() {
    return new ObservableDoubleMeasurement() {
      @Override
      public void record(double value) {
        Observed.this.record(value, Attributes.empty());
      }

      @Override
      public void record(double value, Attributes attributes) {
        Observed.this.record(value, attributes);
      }
    };
  }

  Observed open() {
    all.add(this);
    return this;
  }

  void close() {
    all.remove(this);
    meters.forEach(registry::remove);
  }
}
