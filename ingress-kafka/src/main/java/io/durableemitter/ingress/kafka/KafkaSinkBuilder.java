package io.durableemitter.ingress.kafka;

import io.durableemitter.kafka.EventRule;
import io.durableemitter.kafka.KafkaBatchEmitter;
import io.durableemitter.kafka.KafkaBatchEmitterBuilder;
import io.durableemitter.kafka.KafkaConfig;
import io.durableemitter.kafka.KafkaTransactions;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Builds a {@link KafkaSink}. Not safe for concurrent use. */
public final class KafkaSinkBuilder {

  final String bootstrapServers;
  KafkaConfig config = KafkaConfig.builder().clientName("durable_emitter_ingress").build();
  private Optional<EventRule> topic = Optional.empty();
  private Optional<Path> mapping = Optional.empty();
  private Optional<EventRule> key = Optional.empty();
  private String transactionalId = "durable-emitter-ingress-" + UUID.randomUUID();
  private int transactions = 4;
  private Optional<OpenTelemetry> openTelemetry = Optional.empty();

  KafkaSinkBuilder(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Yields the topic of each event, such as <code>EventRule.of("{source}.{type}")</code>. This or
   * {@link #mapping} is needed.
   *
   * @param rule the rule
   * @return this
   */
  public KafkaSinkBuilder topic(EventRule rule) {
    topic = Optional.of(rule);
    return this;
  }

  /**
   * A file that says which topic events of a domain and an entity, their source and type, go to. It
   * is read again when it changes, see docs/kafka.md. This or {@link #topic} is needed.
   *
   * @param file the file
   * @return this
   */
  public KafkaSinkBuilder mapping(Path file) {
    mapping = Optional.of(file);
    return this;
  }

  /**
   * Yields the key of each record. The attribute {@code partitionkey}, and none without it, if not
   * given.
   *
   * @param rule the rule
   * @return this
   */
  public KafkaSinkBuilder key(EventRule rule) {
    key = Optional.of(rule);
    return this;
  }

  /**
   * The settings of the transport. Its queue bounds what is not answered yet. {@link
   * KafkaConfig#ofDefaults()}, with the client name {@code durable_emitter_ingress}, if not given.
   *
   * @param value the settings
   * @return this
   */
  public KafkaSinkBuilder config(KafkaConfig value) {
    config = value;
    return this;
  }

  /**
   * What transactional ids begin with. No two running servers may have the same. One that stays the
   * same over restarts ends at once what the process before has left open; with a random one, the
   * default, that takes about a minute.
   *
   * @param id not blank
   * @return this
   */
  public KafkaSinkBuilder transactionalId(String id) {
    transactionalId = id;
    return this;
  }

  /**
   * How many transactions there may be at a time, 1 to 64; 4 if not given.
   *
   * @param count how many
   * @return this
   */
  public KafkaSinkBuilder transactions(int count) {
    transactions = count;
    return this;
  }

  /**
   * Where the metrics of the transport go; nowhere if not given.
   *
   * @param value has the meter
   * @return this
   */
  public KafkaSinkBuilder openTelemetry(OpenTelemetry value) {
    openTelemetry = Optional.of(value);
    return this;
  }

  KafkaBatchEmitter transport(EventRule rule) {
    KafkaBatchEmitterBuilder builder =
        KafkaBatchEmitter.builder(bootstrapServers, rule).config(config);
    key.ifPresent(builder::key);
    openTelemetry.ifPresent(value -> builder.meter(value.getMeter("io.durableemitter")));
    return builder.build();
  }

  KafkaTransactions transactions(EventRule rule) {
    KafkaTransactions.Builder builder =
        KafkaTransactions.builder(bootstrapServers, rule, transactionalId)
            .config(config)
            .producers(transactions);
    key.ifPresent(builder::key);
    return builder.build();
  }

  /**
   * Makes the sink, without connecting; the server starts it.
   *
   * @return the sink
   * @throws IllegalArgumentException if there is not exactly one of topic and mapping, the mapping
   *     is not there or broken, or another setting is wrong; the message names it
   */
  public KafkaSink build() {
    if (topic.isPresent() == mapping.isPresent()) {
      throw new IllegalArgumentException(
          topic.isPresent()
              ? "there is a topic and a mapping; leave out one"
              : "there is neither a topic nor a mapping; name one");
    }
    return new KafkaSink(
        this,
        mapping.<Topics>map(MappingFile::open).orElseGet(() -> Topics.of(topic.orElseThrow())));
  }
}
