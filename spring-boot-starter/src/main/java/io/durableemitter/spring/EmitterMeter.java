package io.durableemitter.spring;

import io.opentelemetry.api.metrics.Meter;
import java.util.Optional;

/**
 * Where the metrics of the emitter go.
 *
 * @param meter nowhere if empty
 */
record EmitterMeter(Optional<Meter> meter) {

  static final String SCOPE = "io.durableemitter";
}
