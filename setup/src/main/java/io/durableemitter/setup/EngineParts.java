package io.durableemitter.setup;

import io.durableemitter.api.Hooks;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.DurableEmitterBuilder;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.DurableEventStore;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** What a set-up knows of the engine, whichever its transport is. Not safe for concurrent use. */
final class EngineParts {

  private final DurableEventStore store;
  private EmitterConfig config = EmitterConfig.ofDefaults();
  private Hooks hooks = Hooks.NONE;
  private Optional<Meter> meter = Optional.empty();
  private Optional<OpenTelemetry> openTelemetry = Optional.empty();

  EngineParts(DurableEventStore store) {
    this.store = store;
  }

  void config(EmitterConfig value) {
    config = value;
  }

  EmitterConfig config() {
    return config;
  }

  void hooks(Hooks value) {
    hooks = value;
  }

  void meter(Meter value) {
    meter = Optional.of(value);
  }

  void openTelemetry(OpenTelemetry value) {
    openTelemetry = Optional.of(value);
  }

  Optional<OpenTelemetry> openTelemetry() {
    return openTelemetry;
  }

  /** A builder of the engine; where there is telemetry the transport is given it, too. */
  DurableEmitterBuilder builder(
      Consumer<Meter> transportMeter, Consumer<OpenTelemetry> transportTelemetry) {
    DurableEmitterBuilder emitter =
        DurableEmitter.builder().store(store).config(config).hooks(hooks);
    meter.ifPresent(transportMeter.andThen(emitter::meter));
    openTelemetry.ifPresent(transportTelemetry.andThen(emitter::openTelemetry));
    return emitter;
  }

  /** Fails if the engine gives up an event that its transport may still be sending. */
  void requireInFlightLongerThan(Duration most, String what) {
    Duration inFlight = config.deliver().inFlightTimeout();
    if (inFlight.compareTo(most) <= 0) {
      throw new IllegalArgumentException(
          "deliver.inFlightTimeout ("
              + inFlight
              + ") must be longer than "
              + what
              + " ("
              + most
              + "), or events are given up that are still on their way");
    }
  }

  /** Fails if the engine stores larger events than its transport sends. */
  void requireEventsWithin(int most, String what) {
    int maxEventBytes = config.insert().maxEventBytes();
    if (maxEventBytes > most) {
      throw new IllegalArgumentException(
          "insert.maxEventBytes ("
              + maxEventBytes
              + ") must not be larger than "
              + what
              + " ("
              + most
              + "), or events are stored that can never be sent");
    }
  }
}
