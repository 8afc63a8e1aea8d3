package io.durableemitter.setup;

import io.durableemitter.api.Hooks;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.DurableEmitterBuilder;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaBatchEmitter;
import io.durableemitter.kafka.KafkaBatchEmitterBuilder;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.spi.DurableEventStore;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.util.Optional;

/**
 * Wires a {@link DurableEmitter} to Kafka; begun by {@link DurableEmitterSetup#kafka}. The emitter
 * owns the producer and closes it; the store belongs to the caller.
 *
 * <pre>{@code
 * DurableEmitter emitter =
 *     DurableEmitterSetup.kafka(store, "broker:9092", "orders.{type}").build();
 * emitter.start();
 * }</pre>
 *
 * Not safe for concurrent use; the emitter is.
 */
public final class KafkaSetup {

  private final EngineParts engine;
  private final String bootstrapServers;
  private EventRule topic;
  private Optional<EventRule> key = Optional.of(EventRule.partitionKey().optional());
  private KafkaConfig kafkaConfig = KafkaConfig.ofDefaults();

  KafkaSetup(DurableEventStore store, String bootstrapServers, String topic) {
    this.engine = new EngineParts(store);
    this.bootstrapServers = bootstrapServers;
    this.topic = EventRule.of(topic);
  }

  /**
   * Another rule for topics than the text that was given, such as a function.
   *
   * @param rule yields the topic of each event
   * @return this
   */
  public KafkaSetup topic(EventRule rule) {
    topic = rule;
    return this;
  }

  /**
   * Yields the key of each record; the attribute {@code partitionkey}, and none without it, if not
   * given.
   *
   * @param rule the rule
   * @return this
   */
  public KafkaSetup key(EventRule rule) {
    key = Optional.of(rule);
    return this;
  }

  /**
   * No record has a key.
   *
   * @return this
   */
  public KafkaSetup withoutKey() {
    key = Optional.empty();
    return this;
  }

  /**
   * Settings of the engine; defaults if not given.
   *
   * @param config the settings
   * @return this
   */
  public KafkaSetup emitter(EmitterConfig config) {
    engine.config(config);
    return this;
  }

  /**
   * Settings of the transport; defaults if not given.
   *
   * @param config the settings
   * @return this
   */
  public KafkaSetup transport(KafkaConfig config) {
    kafkaConfig = config;
    return this;
  }

  /**
   * Instrumentation; none if not given.
   *
   * @param value the hooks
   * @return this
   */
  public KafkaSetup hooks(Hooks value) {
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
  public KafkaSetup meter(Meter value) {
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
  public KafkaSetup openTelemetry(OpenTelemetry value) {
    engine.openTelemetry(value);
    return this;
  }

  /**
   * Makes the emitter, not yet started, without connecting.
   *
   * @return the emitter
   * @throws IllegalArgumentException if the servers are not {@code host:port}, the topic cannot be
   *     right for any event, or settings of engine and transport contradict each other
   */
  public DurableEmitter build() {
    checkTogether();
    KafkaBatchEmitterBuilder transport =
        KafkaBatchEmitter.builder(bootstrapServers, topic).config(kafkaConfig);
    key.ifPresentOrElse(transport::key, transport::withoutKey);
    DurableEmitterBuilder emitter = engine.builder(transport::meter, transport::openTelemetry);
    return emitter.transport(transport.build()).build();
  }

  private void checkTogether() {
    engine.requireInFlightLongerThan(
        kafkaConfig.deliveryTimeout().plus(kafkaConfig.topicTimeout()),
        "the transport's deliveryTimeout and topicTimeout together");
    engine.requireEventsWithin(
        kafkaConfig.maxEventBytes(),
        "what maxRequestBytes (" + kafkaConfig.maxRequestBytes() + ") leaves for one event");
  }
}
