package io.durableemitter.kafka;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import java.util.Optional;

/** Builds a {@link KafkaBatchEmitter}. Not safe for concurrent use. */
public final class KafkaBatchEmitterBuilder {

  final String bootstrapServers;
  final EventRule topic;
  Optional<EventRule> key = Optional.of(EventRule.partitionKey().optional());
  KafkaConfig config = KafkaConfig.ofDefaults();
  private Optional<Meter> meter = Optional.empty();
  Optional<OpenTelemetry> openTelemetry = Optional.empty();

  KafkaBatchEmitterBuilder(String bootstrapServers, EventRule topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
  }

  /**
   * Yields the key of each record, which decides its partition. The attribute {@code partitionkey},
   * and none without it, if not given.
   *
   * @param value the rule
   * @return this
   */
  public KafkaBatchEmitterBuilder key(EventRule value) {
    key = Optional.of(value);
    return this;
  }

  /**
   * No record has a key: events go to all partitions in turn.
   *
   * @return this
   */
  public KafkaBatchEmitterBuilder withoutKey() {
    key = Optional.empty();
    return this;
  }

  /**
   * The settings; {@link KafkaConfig#ofDefaults()} if not given.
   *
   * @param value the settings
   * @return this
   */
  public KafkaBatchEmitterBuilder config(KafkaConfig value) {
    config = value;
    return this;
  }

  /**
   * Where metrics go; to {@link #openTelemetry} if not given.
   *
   * @param value the meter
   * @return this
   */
  public KafkaBatchEmitterBuilder meter(Meter value) {
    meter = Optional.of(value);
    return this;
  }

  /**
   * Where traces go, as docs/traces.md says, and metrics, unless there is a {@link #meter}; nowhere
   * if not given.
   *
   * @param value has the tracer, the meter and the propagator
   * @return this
   */
  public KafkaBatchEmitterBuilder openTelemetry(OpenTelemetry value) {
    openTelemetry = Optional.of(value);
    return this;
  }

  /**
   * Makes the transport, without connecting; {@link KafkaBatchEmitter#start()} comes next.
   *
   * @return the transport
   * @throws IllegalArgumentException if the servers are not {@code host:port}, the topic rule
   *     cannot be right for any event, or the content mode lacks its library
   */
  public KafkaBatchEmitter build() {
    BootstrapServers.check(bootstrapServers);
    Router.check(topic);
    return new KafkaBatchEmitter(
        this, meter.or(() -> openTelemetry.map(value -> value.getMeter("io.durableemitter"))));
  }
}
