package io.durableemitter.kafka;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;

/**
 * How much a {@link KafkaBatchEmitter} holds, and how large its batches get. Immutable; the docs of
 * each setting are at {@link Builder}.
 */
public record BufferConfig(
    int queueSize,
    long queueBytes,
    int maxInFlight,
    long maxInFlightBytes,
    Duration linger,
    int batchBytes) {

  private static final int MOST_EVENTS = 10_000_000;

  /** What the sending thread takes at once, which counts neither as waiting nor as in flight. */
  private static final int IN_HAND = 64;

  private static final long IN_HAND_BYTES = 1 << 20;

  /** Checks the settings, as {@link Builder#build()} says. */
  public BufferConfig {
    Ranges.between("buffer.queueSize", queueSize, 1, MOST_EVENTS);
    Ranges.atLeast("buffer.queueBytes", queueBytes, 1);
    Ranges.between("buffer.maxInFlight", maxInFlight, 1, MOST_EVENTS);
    Ranges.atLeast("buffer.maxInFlightBytes", maxInFlightBytes, 1);
    Ranges.between("buffer.linger", linger, Duration.ZERO, Duration.ofMinutes(1));
    Ranges.between("buffer.batchBytes", batchBytes, 1 << 10, 100 << 20);
  }

  /** The defaults. */
  public static BufferConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    return builder()
        .queueSize(queueSize)
        .queueBytes(queueBytes)
        .maxInFlight(maxInFlight)
        .maxInFlightBytes(maxInFlightBytes)
        .linger(linger)
        .batchBytes(batchBytes);
  }

  /** How one thread takes what waits. */
  BatchingConfig queue() {
    return BatchingConfig.builder()
        .batchSize(IN_HAND)
        .batchBytes(IN_HAND_BYTES)
        .queueSize(queueSize)
        .queueBytes(queueBytes)
        .build();
  }

  /** Builds a {@link BufferConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private int queueSize = 10_000;
    private long queueBytes = 64L << 20;
    private int maxInFlight = 10_000;
    private long maxInFlightBytes = 32L << 20;
    private Duration linger = Duration.ofMillis(5);
    private int batchBytes = 128 << 10;

    private Builder() {}

    /** The most events that wait to be sent, 1 to 10,000,000. Default 10,000. */
    public Builder queueSize(int value) {
      queueSize = value;
      return this;
    }

    /** The most bytes that wait to be sent, at least {@code maxRequestBytes}. Default 64 MiB. */
    public Builder queueBytes(long value) {
      queueBytes = value;
      return this;
    }

    /**
     * The most events that are with the producer, wait for their topic, or for their callback, 1 to
     * 10,000,000. Default 10,000.
     */
    public Builder maxInFlight(int value) {
      maxInFlight = value;
      return this;
    }

    /**
     * The same in bytes, at least {@code maxRequestBytes}; the producer's {@code buffer.memory}
     * follows it. Default 32 MiB.
     */
    public Builder maxInFlightBytes(long value) {
      maxInFlightBytes = value;
      return this;
    }

    /**
     * How long a batch that is not full waits for more records, zero to a minute, and at most half
     * of {@code deliveryTimeout}: Kafka's {@code linger.ms}. Default 5 ms, as Kafka's.
     */
    public Builder linger(Duration value) {
      linger = value;
      return this;
    }

    /**
     * The most bytes of a batch for one partition, 1 KiB to {@code maxRequestBytes}: Kafka's {@code
     * batch.size}. Default 128 KiB (Kafka: 16 KiB).
     */
    public Builder batchBytes(int value) {
      batchBytes = value;
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public BufferConfig build() {
      return new BufferConfig(
          queueSize, queueBytes, maxInFlight, maxInFlightBytes, linger, batchBytes);
    }
  }
}
