package io.durableemitter.core;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.core.internal.deliver.DeliveryGate;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.EmitterMetrics;
import io.durableemitter.core.internal.metrics.MeteredStore;
import io.durableemitter.core.internal.metrics.QueueSample;
import io.durableemitter.core.internal.metrics.StoreCounters;
import io.durableemitter.core.internal.metrics.Timings;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.traces.internal.metrics.InstrumentSet;
import io.opentelemetry.api.metrics.Meter;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The emitter's metrics: nothing but no-ops unless there is a meter. */
final class Instruments {

  private final Optional<Meter> meter;
  private final String clientName;
  private final EmitterConfig config;
  private final Consumer<Throwable> refused;
  private final Timings timings;
  private final StoreCounters storeCounters = new StoreCounters();
  private final QueueSample sample = new QueueSample();
  private @Nullable EmitterMetrics registered; // by the thread that starts or closes the emitter

  Instruments(
      Optional<Meter> meter, String clientName, EmitterConfig config, LogThrottle throttle) {
    this.meter = meter;
    this.clientName = clientName;
    this.config = config;
    this.refused = InstrumentSet.refusedTo(throttle.log(Instruments.class));
    this.timings = new Timings(meter, clientName, refused);
  }

  Timings timings() {
    return timings;
  }

  DurableEventStore metered(DurableEventStore store) {
    return meter.isPresent() ? new MeteredStore(store, storeCounters, timings) : store;
  }

  /** The last look at the queue. */
  QueueSample queue() {
    return sample;
  }

  synchronized void register(
      EmitterCounters counters,
      DoubleSupplier insertFill,
      DoubleSupplier markFill,
      LongSupplier fallbackInFlight,
      Supplier<DeliveryGate.State> gate) {
    if (meter.isPresent()) {
      registered =
          EmitterMetrics.register(
              meter.get(),
              clientName,
              counters,
              storeCounters,
              new EmitterMetrics.Gauges(
                  insertFill,
                  markFill,
                  fallbackInFlight,
                  () -> gate.get() == DeliveryGate.State.OPEN ? 1 : 0,
                  sample,
                  config.expire().ttl(),
                  config.metrics().maxQueuePayloadBytes()),
              refused);
    }
  }

  /** Takes the instruments away. */
  synchronized void close() {
    if (registered != null) {
      registered.close();
    }
  }
}
