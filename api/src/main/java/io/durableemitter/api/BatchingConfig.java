package io.durableemitter.api;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;

/**
 * How single items become batches: how large a batch gets and how much may wait for one. Immutable.
 * {@link Builder} says what each setting does; which defaults hold is said where a batching is
 * used.
 *
 * @param batchSize the most items in a batch
 * @param batchBytes the most bytes in a batch
 * @param flushInterval how long a batch that is not full waits
 * @param workers how many batches are handled at once
 * @param queueSize the most items that wait
 * @param queueBytes the most bytes that wait
 */
public record BatchingConfig(
    int batchSize,
    long batchBytes,
    Duration flushInterval,
    int workers,
    int queueSize,
    long queueBytes) {

  /** Of {@link #batchBytes()} and {@link #queueBytes()}: no bound. */
  public static final long NO_BOUND = Long.MAX_VALUE;

  /**
   * Checks the settings.
   *
   * @param batchSize at least 1
   * @param batchBytes at least 1
   * @param flushInterval not negative
   * @param workers at least 1
   * @param queueSize at least 1
   * @param queueBytes at least 1
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public BatchingConfig {
    Ranges.atLeast("batching.batchSize", batchSize, 1);
    Ranges.atLeast("batching.batchBytes", batchBytes, 1);
    Ranges.notNegative("batching.flushInterval", flushInterval);
    Ranges.atLeast("batching.workers", workers, 1);
    Ranges.atLeast("batching.queueSize", queueSize, 1);
    Ranges.atLeast("batching.queueBytes", queueBytes, 1);
  }

  /**
   * One worker, batches of 500, a queue of 10,000, no bounds on bytes, and no waiting.
   *
   * @return a configuration
   */
  public static BatchingConfig ofDefaults() {
    return builder().build();
  }

  /**
   * Begins with the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins with these settings.
   *
   * @return a builder
   */
  public Builder toBuilder() {
    return builder()
        .batchSize(batchSize)
        .batchBytes(batchBytes)
        .flushInterval(flushInterval)
        .workers(workers)
        .queueSize(queueSize)
        .queueBytes(queueBytes);
  }

  /** Builds a {@link BatchingConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private int batchSize = 500;
    private long batchBytes = NO_BOUND;
    private Duration flushInterval = Duration.ZERO;
    private int workers = 1;
    private int queueSize = 10_000;
    private long queueBytes = NO_BOUND;

    private Builder() {}

    /**
     * The most items in a batch; 1 makes a batch of each.
     *
     * @param value at least 1
     * @return this
     */
    public Builder batchSize(int value) {
      batchSize = value;
      return this;
    }

    /**
     * The most bytes in a batch; a single item that is larger makes a batch of its own.
     *
     * @param value at least 1, or {@link #NO_BOUND}
     * @return this
     */
    public Builder batchBytes(long value) {
      batchBytes = value;
      return this;
    }

    /**
     * How long a batch that is not full waits for more items. Zero: a free worker takes at once
     * what has gathered while it was busy, so nobody waits for a batch to fill.
     *
     * @param value zero to 3,650 days
     * @return this
     */
    public Builder flushInterval(Duration value) {
      flushInterval = value;
      return this;
    }

    /**
     * The most batches that are handled at once.
     *
     * @param value at least 1
     * @return this
     */
    public Builder workers(int value) {
      workers = value;
      return this;
    }

    /**
     * The most items that wait for a batch.
     *
     * @param value at least 1
     * @return this
     */
    public Builder queueSize(int value) {
      queueSize = value;
      return this;
    }

    /**
     * The most bytes that wait for a batch; a single item that is larger is taken when nothing else
     * waits.
     *
     * @param value at least 1, or {@link #NO_BOUND}
     * @return this
     */
    public Builder queueBytes(long value) {
      queueBytes = value;
      return this;
    }

    /**
     * Checks the settings and makes the configuration.
     *
     * @return the configuration
     * @throws IllegalArgumentException if a setting is out of range; the message names it
     */
    public BatchingConfig build() {
      return new BatchingConfig(
          batchSize, batchBytes, flushInterval, workers, queueSize, queueBytes);
    }
  }
}
