package io.durableemitter.setup;

import io.durableemitter.api.Hooks;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.DurableEmitterBuilder;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.http.HttpBatchEmitter;
import io.durableemitter.http.HttpBatchEmitterBuilder;
import io.durableemitter.http.HttpConfig;
import io.durableemitter.spi.DurableEventStore;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.util.function.Consumer;

/**
 * Wires a {@link DurableEmitter} to a webhook or a broker that takes CloudEvents by HTTP; begun by
 * {@link DurableEmitterSetup#http}. The emitter owns the connections and closes them; the store
 * belongs to the caller.
 *
 * <pre>{@code
 * DurableEmitter emitter =
 *     DurableEmitterSetup.http(store, "https://example.org/events")
 *         .receiver(receiver -> receiver.bearerToken(token))
 *         .build();
 * emitter.start();
 * }</pre>
 *
 * Not safe for concurrent use; the emitter is.
 */
public final class HttpSetup {

  // a batch, the halves of one that was refused, and one call that was under way
  private static final int LONGEST_IN_CALLS = 3;

  private final EngineParts engine;
  private final HttpBatchEmitterBuilder transport;
  private HttpConfig httpConfig = HttpConfig.ofDefaults();

  HttpSetup(DurableEventStore store, String endpoint) {
    this.engine = new EngineParts(store);
    this.transport = HttpBatchEmitter.builder(endpoint);
  }

  /**
   * What the receiver asks for: tokens, signatures, headers, TLS. Nothing but https without
   * credentials, with what the JVM trusts, if not called.
   *
   * @param change is given the builder of the transport, at once; its settings and meter are those
   *     of this set-up
   * @return this
   */
  public HttpSetup receiver(Consumer<HttpBatchEmitterBuilder> change) {
    change.accept(transport);
    return this;
  }

  /**
   * Settings of the engine; defaults if not given.
   *
   * @param config the settings
   * @return this
   */
  public HttpSetup emitter(EmitterConfig config) {
    engine.config(config);
    return this;
  }

  /**
   * Settings of the transport; defaults if not given.
   *
   * @param config the settings
   * @return this
   */
  public HttpSetup transport(HttpConfig config) {
    httpConfig = config;
    return this;
  }

  /**
   * Instrumentation; none if not given.
   *
   * @param value the hooks
   * @return this
   */
  public HttpSetup hooks(Hooks value) {
    engine.hooks(value);
    return this;
  }

  /**
   * Where the metrics of engine and transport go; to {@link #openTelemetry} if not given, and
   * nowhere if that is not given either.
   *
   * @param value the meter
   * @return this
   */
  public HttpSetup meter(Meter value) {
    engine.meter(value);
    return this;
  }

  /**
   * Where the traces and the metrics of engine and transport go; the metrics only if there is no
   * {@link #meter}.
   *
   * @param value has the tracer, the meter and the propagator
   * @return this
   */
  public HttpSetup openTelemetry(OpenTelemetry value) {
    engine.openTelemetry(value);
    return this;
  }

  /**
   * Makes the emitter, not yet started, without connecting.
   *
   * @return the emitter
   * @throws IllegalArgumentException if the endpoint is no URL of http or https, or settings
   *     contradict each other
   */
  public DurableEmitter build() {
    checkTogether();
    transport.config(httpConfig);
    DurableEmitterBuilder emitter = engine.builder(transport::meter, transport::openTelemetry);
    return emitter.transport(transport.build()).build();
  }

  private void checkTogether() {
    engine.requireInFlightLongerThan(
        httpConfig.callTimeout().multipliedBy(LONGEST_IN_CALLS),
        "three times the transport's callTimeout");
    engine.requireEventsWithin(httpConfig.maxRequestBytes(), "the transport's maxRequestBytes");
  }
}
