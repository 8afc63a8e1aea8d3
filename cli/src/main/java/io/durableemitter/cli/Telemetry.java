package io.durableemitter.cli;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a command exports, if anything. */
final class Telemetry implements AutoCloseable {

  /** Nothing is exported. */
  static final Telemetry NONE = new Telemetry();

  private static final Duration FLUSH = Duration.ofSeconds(2);

  private final Optional<OpenTelemetrySdk> sdk;
  private final boolean traced;

  private Telemetry() {
    sdk = Optional.empty();
    traced = false;
  }

  Telemetry(OpenTelemetrySdk sdk, boolean traced) {
    this.sdk = Optional.of(sdk);
    this.traced = traced;
  }

  /** For metrics. */
  Optional<Meter> meter() {
    return sdk.map(value -> value.getMeter("io.durableemitter"));
  }

  /** For traces; empty where only metrics are wanted, since traces add to events. */
  Optional<OpenTelemetry> traces() {
    return traced ? sdk.map(value -> value) : Optional.empty();
  }

  /** Hands on how things are now; what is closed takes its instruments away. */
  void flush() {
    sdk.ifPresent(
        value -> {
          var unused =
              value
                  .getSdkMeterProvider()
                  .forceFlush()
                  .join(FLUSH.toMillis(), TimeUnit.MILLISECONDS);
        });
  }

  /** Hands on what was not exported yet. */
  @Override
  public void close() {
    sdk.ifPresent(OpenTelemetrySdk::close);
  }
}
