package io.durableemitter.kafka;

import static io.durableemitter.api.internal.config.Ranges.between;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Settings of a {@link KafkaBatchEmitter}. Immutable; the docs of each setting are at {@link
 * Builder}.
 */
public final class KafkaConfig {

  private static final Duration DAY = Duration.ofDays(1);
  private static final int MIN_REQUEST_BYTES = 16 << 10;
  private static final int MAX_REQUEST_BYTES = 100 << 20;

  /** Of a record, bytes kept free for names of headers and framing. */
  private static final int RESERVED_BYTES = 10 << 10;

  private final ContentMode contentMode;
  private final BufferConfig buffer;
  private final int maxRequestBytes;
  private final Duration deliveryTimeout;
  private final Duration topicTimeout;
  private final Duration shutdownTimeout;
  private final Set<KafkaRejection> permanentRejections;
  private final int callbackThreads;
  private final String clientName;
  private final Map<String, String> properties;

  private KafkaConfig(Builder builder) {
    contentMode = builder.contentMode;
    buffer = builder.buffer;
    maxRequestBytes = builder.maxRequestBytes;
    deliveryTimeout = builder.deliveryTimeout;
    topicTimeout = builder.topicTimeout;
    shutdownTimeout = builder.shutdownTimeout;
    permanentRejections = Set.copyOf(builder.permanentRejections);
    callbackThreads = builder.callbackThreads;
    clientName = builder.clientName;
    properties = Map.copyOf(builder.properties);
    check();
  }

  private void check() {
    between("maxRequestBytes", maxRequestBytes, MIN_REQUEST_BYTES, MAX_REQUEST_BYTES);
    between("buffer.batchBytes", buffer.batchBytes(), 1 << 10, maxRequestBytes);
    long most = maxRequestBytes;
    Ranges.atLeast("buffer.queueBytes", buffer.queueBytes(), "maxRequestBytes", most);
    Ranges.atLeast("buffer.maxInFlightBytes", buffer.maxInFlightBytes(), "maxRequestBytes", most);
    between("deliveryTimeout", deliveryTimeout, Duration.ofMillis(100), DAY);
    Duration linger = buffer.linger().multipliedBy(2);
    Ranges.atLeast("deliveryTimeout", deliveryTimeout, "twice buffer.linger", linger);
    between("topicTimeout", topicTimeout, Duration.ofMillis(100), DAY);
    between("shutdownTimeout", shutdownTimeout, Duration.ZERO, DAY);
    between("callbackThreads", callbackThreads, 1, 64);
    Ranges.require(
        !clientName.isBlank(), "clientName", " must not be blank but is ", "'" + clientName + "'");
    ProducerProperties.check(properties);
  }

  /** The defaults. */
  public static KafkaConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    return builder()
        .contentMode(contentMode)
        .buffer(buffer)
        .maxRequestBytes(maxRequestBytes)
        .deliveryTimeout(deliveryTimeout)
        .topicTimeout(topicTimeout)
        .shutdownTimeout(shutdownTimeout)
        .permanentRejections(permanentRejections)
        .callbackThreads(callbackThreads)
        .clientName(clientName)
        .properties(properties);
  }

  /** How an event becomes a record. */
  public ContentMode contentMode() {
    return contentMode;
  }

  /** How much is held. */
  public BufferConfig buffer() {
    return buffer;
  }

  /** The largest request. */
  public int maxRequestBytes() {
    return maxRequestBytes;
  }

  /** How long a record may take. */
  public Duration deliveryTimeout() {
    return deliveryTimeout;
  }

  /** How long a topic that is not known is looked for. */
  public Duration topicTimeout() {
    return topicTimeout;
  }

  /** How long {@link KafkaBatchEmitter#close()} may take. */
  public Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  /** Refusals that will not get better. */
  public Set<KafkaRejection> permanentRejections() {
    return permanentRejections;
  }

  /** Threads that run callbacks. */
  public int callbackThreads() {
    return callbackThreads;
  }

  /** What tells transports of one process apart. */
  public String clientName() {
    return clientName;
  }

  /** Further properties of Kafka's producer; may have secrets. */
  public Map<String, String> properties() {
    return properties;
  }

  /** How large an encoded event may be so that its record certainly fits a request: 10 KiB less. */
  public int maxEventBytes() {
    return maxRequestBytes - RESERVED_BYTES;
  }

  /** Before the names of threads; all of them are spelled with hyphens. */
  String threadPrefix() {
    return clientName.replace('_', '-');
  }

  /** Builds a {@link KafkaConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private ContentMode contentMode = ContentMode.BINARY;
    private BufferConfig buffer = BufferConfig.ofDefaults();
    private int maxRequestBytes = 10 << 20;
    private Duration deliveryTimeout = Duration.ofSeconds(30);
    private Duration topicTimeout = Duration.ofSeconds(10);
    private Duration shutdownTimeout = Duration.ofSeconds(30);
    private Set<KafkaRejection> permanentRejections =
        Set.copyOf(EnumSet.complementOf(EnumSet.of(KafkaRejection.RULE_FAILED)));
    private int callbackThreads = 1;
    private String clientName = "durable_emitter";
    private Map<String, String> properties = Map.of();

    private Builder() {}

    /** How an event becomes a record. Default {@link ContentMode#BINARY}. */
    public Builder contentMode(ContentMode value) {
      contentMode = value;
      return this;
    }

    /** How much is held, and how large batches get; see {@link BufferConfig.Builder}. */
    public Builder buffer(BufferConfig value) {
      buffer = value;
      return this;
    }

    /** Changes single settings of it. */
    public Builder buffer(UnaryOperator<BufferConfig.Builder> change) {
      return buffer(change.apply(buffer.toBuilder()).build());
    }

    /**
     * The largest request, and so the largest record, 16 KiB to 100 MiB: Kafka's {@code
     * max.request.size}. Default 10 MiB, as that of the other transport (Kafka: 1 MiB). A broker
     * takes 1 MiB unless it, or the topic, is set to take more.
     */
    public Builder maxRequestBytes(int value) {
      maxRequestBytes = value;
      return this;
    }

    /**
     * How long a record may take, with all the producer's own attempts, 100 ms to a day: Kafka's
     * {@code delivery.timeout.ms}. Default 30 s: a new leader is found within it. Within it the
     * producer's attempts make no duplicates.
     */
    public Builder deliveryTimeout(Duration value) {
      deliveryTimeout = value;
      return this;
    }

    /**
     * How long a topic that is not known, or brokers that do not answer, are waited for, 100 ms to
     * a day. Default 10 s.
     */
    public Builder topicTimeout(Duration value) {
      topicTimeout = value;
      return this;
    }

    /** How long {@link KafkaBatchEmitter#close()} may take, zero to a day. Default 30 s. */
    public Builder shutdownTimeout(Duration value) {
      shutdownTimeout = value;
      return this;
    }

    /**
     * Refusals that will not get better: an event refused with one becomes a dead letter at once,
     * with any other it is sent again later. May be empty. Default all but {@link
     * KafkaRejection#RULE_FAILED}.
     */
    public Builder permanentRejections(Set<KafkaRejection> value) {
      permanentRejections = Set.copyOf(value);
      return this;
    }

    /** Threads that run callbacks, 1 to 64. Default 1. */
    public Builder callbackThreads(int value) {
      callbackThreads = value;
      return this;
    }

    /**
     * Tells transports of one process apart in metrics and thread names; not blank. Also Kafka's
     * {@code client.id}, unless {@code properties} have one. Default {@code durable_emitter}.
     */
    public Builder clientName(String value) {
      clientName = value;
      return this;
    }

    /**
     * Further properties of Kafka's producer, by their own names: TLS ({@code security.protocol},
     * {@code ssl.…}), SASL ({@code sasl.…}), {@code compression.type} and so on. Those that the
     * promise rests on, or that are a setting here, are refused by name. Default none.
     */
    public Builder properties(Map<String, String> value) {
      properties = new TreeMap<>(value);
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public KafkaConfig build() {
      return new KafkaConfig(this);
    }
  }
}
