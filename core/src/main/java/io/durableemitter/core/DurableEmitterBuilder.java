package io.durableemitter.core;

import io.durableemitter.api.Hooks;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.EventPublisher;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Builds a {@link DurableEmitter}. Not safe for concurrent use. */
public final class DurableEmitterBuilder {

  private @Nullable DurableEventStore store;
  private @Nullable BatchEmitter transport;
  private Optional<EventPublisher> fallback = Optional.empty();
  private EmitterConfig config = EmitterConfig.ofDefaults();
  private Hooks hooks = Hooks.NONE;
  private Telemetry telemetry = Telemetry.NONE;
  private Optional<Executor> callbackExecutor = Optional.empty();
  private Clock clock = Clock.systemUTC();

  DurableEmitterBuilder() {}

  /** Where events are kept. Required; belongs to the caller and is not closed by the emitter. */
  public DurableEmitterBuilder store(DurableEventStore value) {
    store = value;
    return this;
  }

  /** How events are delivered. Required; started and closed by the emitter. */
  public DurableEmitterBuilder transport(BatchEmitter value) {
    transport = value;
    return this;
  }

  /**
   * Tries each event whose first batch failed once more, alone, before the maintenance does; no
   * such try if not given. Closed by the emitter.
   */
  public DurableEmitterBuilder fallback(EventPublisher value) {
    fallback = Optional.of(value);
    return this;
  }

  /** The settings; {@link EmitterConfig#ofDefaults()} if not given. */
  public DurableEmitterBuilder config(EmitterConfig value) {
    config = value;
    return this;
  }

  /** Instrumentation; none if not given. */
  public DurableEmitterBuilder hooks(Hooks value) {
    hooks = value;
    return this;
  }

  /**
   * Where metrics go, as docs/metrics.md lists them; to {@link #openTelemetry} if not given, and
   * nowhere if that is not given either.
   */
  public DurableEmitterBuilder meter(Meter value) {
    telemetry = telemetry.withMeter(value);
    return this;
  }

  /**
   * Where traces go, as docs/traces.md says, and metrics, unless there is a {@link #meter}. If not
   * given there are no traces: nothing is added to an event, and nothing is looked up globally.
   */
  public DurableEmitterBuilder openTelemetry(OpenTelemetry value) {
    telemetry = telemetry.withOpenTelemetry(value);
    return this;
  }

  /**
   * Completes the futures of {@code emitAsync}, and so runs what is chained to them. If not given,
   * up to 16 threads of the emitter do; give one where stages take long or emit and wait.
   */
  public DurableEmitterBuilder callbackExecutor(Executor value) {
    callbackExecutor = Optional.of(value);
    return this;
  }

  /** Tells {@code recordedtime}; the system's clock if not given. Ages are the store's business. */
  public DurableEmitterBuilder clock(Clock value) {
    clock = value;
    return this;
  }

  /**
   * Makes the emitter, without any input or output; {@link DurableEmitter#start()} comes next.
   *
   * @return the emitter
   * @throws NullPointerException if the store or the transport is missing; the message says which
   */
  public DurableEmitter build() {
    return new DurableEmitter(
        Objects.requireNonNull(store, "a store is missing: call store(...)"),
        Objects.requireNonNull(transport, "a transport is missing: call transport(...)"),
        fallback,
        config,
        hooks,
        telemetry,
        callbackExecutor,
        clock);
  }
}
