package io.durableemitter.core;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.encode.TraceAttributes;
import io.durableemitter.core.internal.trace.CreateSpans;
import io.durableemitter.core.internal.trace.EmitTraces;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Where metrics and traces go. Immutable. */
record Telemetry(Optional<Meter> givenMeter, Optional<OpenTelemetry> openTelemetry) {

  static final Telemetry NONE = new Telemetry(Optional.empty(), Optional.empty());

  Telemetry withMeter(Meter value) {
    return new Telemetry(Optional.of(value), openTelemetry);
  }

  Telemetry withOpenTelemetry(OpenTelemetry value) {
    return new Telemetry(givenMeter, Optional.of(value));
  }

  /** For metrics. */
  Optional<Meter> meter() {
    return givenMeter.or(() -> openTelemetry.map(value -> value.getMeter("io.durableemitter")));
  }

  /** The spans of emits. */
  EmitTraces traces(LogThrottle throttle) {
    return openTelemetry
        .<EmitTraces>map(value -> new CreateSpans(value, throttle))
        .orElse(EmitTraces.OFF);
  }

  /** What an event from the store becomes: its trace is in its bytes. */
  UnaryOperator<EncodedEvent> restored() {
    return openTelemetry.isEmpty()
        ? UnaryOperator.identity()
        : event -> TraceAttributes.find(event).event();
  }
}
