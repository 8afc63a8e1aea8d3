package io.durableemitter.setup;

import io.durableemitter.api.Hooks;
import io.durableemitter.chipingress.BatchClient;
import io.durableemitter.chipingress.BatchClientConfig;
import io.durableemitter.chipingress.ChipIngressClient;
import io.durableemitter.chipingress.ChipIngressClientBuilder;
import io.durableemitter.chipingress.UnaryPublisher;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.DurableEmitterBuilder;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.DurableEventStore;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;

/**
 * Wires a {@link DurableEmitter} to a Chip Ingress server. The emitter owns the connection and
 * closes it; the store belongs to the caller.
 *
 * <pre>{@code
 * DurableEmitter emitter =
 *     DurableEmitterSetup.builder(store).endpoint("chip-ingress.example.org:443").build();
 * emitter.start();
 * }</pre>
 *
 * Not safe for concurrent use; the emitter is.
 */
public final class DurableEmitterSetup {

  private final EngineParts engine;
  private String endpoint = "";
  private boolean plaintext;
  private boolean credentialsOverPlaintext;
  private TlsConfig tls = TlsConfig.ofDefaults();
  private AuthConfig auth = AuthConfig.none();
  private BatchClientConfig batchConfig = BatchClientConfig.ofDefaults();
  private boolean fallback;

  private DurableEmitterSetup(DurableEventStore store) {
    this.engine = new EngineParts(store);
  }

  /**
   * Begins with a store.
   *
   * @param store where events are kept
   * @return a set-up with defaults for everything but the endpoint
   */
  public static DurableEmitterSetup builder(DurableEventStore store) {
    return new DurableEmitterSetup(store);
  }

  /**
   * Begins an emitter that delivers to Kafka instead. Needs {@code
   * io.durableemitter:durable-emitter-kafka} on the class path, which does not come along.
   *
   * @param store where events are kept
   * @param bootstrapServers {@code host:port} of some brokers, with commas
   * @param topic the topic, in which <code>{name}</code> stands for an attribute of each event:
   *     {@code orders}, <code>orders.{type}</code>
   * @return a set-up with defaults for everything else
   * @throws IllegalArgumentException if the topic's text is not such a rule
   * @throws IllegalStateException if {@code durable-emitter-kafka} is not on the class path
   */
  public static KafkaSetup kafka(DurableEventStore store, String bootstrapServers, String topic) {
    try {
      return new KafkaSetup(store, bootstrapServers, topic);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "delivery to Kafka needs io.durableemitter:durable-emitter-kafka on the class path; add"
              + " that dependency",
          e);
    }
  }

  /**
   * Begins an emitter that delivers by HTTP instead, to a webhook or a broker. Needs {@code
   * io.durableemitter:durable-emitter-http} on the class path, which does not come along.
   *
   * @param store where events are kept
   * @param endpoint the URL that events are posted to, such as {@code https://example.org/events}
   * @return a set-up with defaults for everything else
   * @throws IllegalStateException if {@code durable-emitter-http} is not on the class path
   */
  public static HttpSetup http(DurableEventStore store, String endpoint) {
    try {
      return new HttpSetup(store, endpoint);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "delivery by HTTP needs io.durableemitter:durable-emitter-http on the class path; add"
              + " that dependency",
          e);
    }
  }

  /**
   * Where the Chip Ingress server listens. Required.
   *
   * @param hostAndPort {@code host:port}
   * @return this
   */
  public DurableEmitterSetup endpoint(String hostAndPort) {
    endpoint = hostAndPort;
    return this;
  }

  /**
   * Sends without TLS. Events and headers can then be read by anyone on the way.
   *
   * @return this
   */
  public DurableEmitterSetup plaintext() {
    plaintext = true;
    return this;
  }

  /**
   * Sends credentials even without TLS, where anyone on the way can take them.
   *
   * @return this
   */
  public DurableEmitterSetup credentialsOverPlaintext() {
    credentialsOverPlaintext = true;
    return this;
  }

  /**
   * Whom to trust and which certificate to show; what the JVM trusts, and none, if not given.
   *
   * @param config the configuration
   * @return this
   */
  public DurableEmitterSetup tls(TlsConfig config) {
    tls = config;
    return this;
  }

  /**
   * How the client authenticates itself; not at all if not given.
   *
   * @param config the configuration
   * @return this
   */
  public DurableEmitterSetup auth(AuthConfig config) {
    auth = config;
    return this;
  }

  /**
   * Settings of the engine; defaults if not given.
   *
   * @param config the settings
   * @return this
   */
  public DurableEmitterSetup emitter(EmitterConfig config) {
    engine.config(config);
    return this;
  }

  /**
   * Settings of the transport; defaults if not given.
   *
   * @param config the settings
   * @return this
   */
  public DurableEmitterSetup batch(BatchClientConfig config) {
    batchConfig = config;
    return this;
  }

  /**
   * Instrumentation; none if not given.
   *
   * @param value the hooks
   * @return this
   */
  public DurableEmitterSetup hooks(Hooks value) {
    engine.hooks(value);
    return this;
  }

  /**
   * Tries each event whose first batch failed once more, alone and over a connection of its own,
   * before it is retransmitted from the store.
   *
   * @return this
   */
  public DurableEmitterSetup fallback() {
    fallback = true;
    return this;
  }

  /**
   * Where the metrics of engine and transport go; to {@link #openTelemetry} if not given, and
   * nowhere if that is not given either.
   *
   * @param value the meter
   * @return this
   */
  public DurableEmitterSetup meter(Meter value) {
    engine.meter(value);
    return this;
  }

  /**
   * Where the traces of engine and transport go, as docs/traces.md says, and their metrics, unless
   * there is a {@link #meter}; no traces if not given.
   *
   * @param value has the tracer, the meter and the propagator
   * @return this
   */
  public DurableEmitterSetup openTelemetry(OpenTelemetry value) {
    engine.openTelemetry(value);
    return this;
  }

  /**
   * Makes the emitter, not yet started, without connecting.
   *
   * @return the emitter
   * @throws IllegalArgumentException if the endpoint is missing or is not {@code host:port}, if a
   *     TLS file cannot be used, if credentials would go over plaintext without having been asked
   *     for, or if settings of engine and transport contradict each other
   */
  public DurableEmitter build() {
    checkTogether();
    BatchClient.Builder transport = BatchClient.builder(client()).config(batchConfig);
    DurableEmitterBuilder emitter = engine.builder(transport::meter, transport::openTelemetry);
    emitter.transport(transport.build());
    if (fallback) {
      emitter.fallback(publisher());
    }
    return emitter.build();
  }

  private UnaryPublisher publisher() {
    return engine
        .openTelemetry()
        .map(value -> UnaryPublisher.of(client(), batchConfig, value))
        .orElseGet(() -> UnaryPublisher.of(client(), batchConfig));
  }

  private void checkTogether() {
    Duration claimLease = engine.config().retransmit().claimLease();
    if (claimLease.compareTo(batchConfig.publishTimeout()) <= 0) {
      throw new IllegalArgumentException(
          "retransmit.claimLease ("
              + claimLease
              + ") must be longer than the transport's publishTimeout ("
              + batchConfig.publishTimeout()
              + "), or another process sends what this one is still sending");
    }
    engine.requireEventsWithin(
        batchConfig.maxEventBytes(),
        "what maxRequestBytes (" + batchConfig.maxRequestBytes() + ") leaves for one event");
  }

  private ChipIngressClient client() {
    ChipIngressClientBuilder client = ChipIngressClient.builder(endpoint).tls(tls).auth(auth);
    if (plaintext) {
      client.plaintext();
    }
    if (credentialsOverPlaintext) {
      client.credentialsOverPlaintext();
    }
    return client.build();
  }
}
