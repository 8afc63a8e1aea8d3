package io.durableemitter.core.config;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * How rows leave the store: those of delivered events, and dead letters after their time.
 * Immutable; the docs of each setting are at {@link Builder}.
 */
public record RemoveConfig(
    BatchingConfig batching,
    Duration queueTimeout,
    boolean purgeEnabled,
    Duration purgeInterval,
    int purgeBatchSize,
    Duration deadLetterRetention) {

  /** Checks the settings, as {@link Builder#build()} says. */
  public RemoveConfig {
    Ranges.positive("remove.queueTimeout", queueTimeout);
    Ranges.positive("remove.purgeInterval", purgeInterval);
    Ranges.atLeast("remove.purgeBatchSize", purgeBatchSize, 1);
    Ranges.positive("remove.deadLetterRetention", deadLetterRetention);
    uncounted("remove.batching.batchBytes", batching.batchBytes());
    uncounted("remove.batching.queueBytes", batching.queueBytes());
  }

  /** The defaults. */
  public static RemoveConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.batching = batching;
    builder.queueTimeout = queueTimeout;
    builder.purgeEnabled = purgeEnabled;
    builder.purgeInterval = purgeInterval;
    builder.purgeBatchSize = purgeBatchSize;
    builder.deadLetterRetention = deadLetterRetention;
    return builder;
  }

  private static void uncounted(String name, long bytes) {
    Ranges.require(
        bytes == BatchingConfig.NO_BOUND,
        name,
        " must not be set, since rows to remove are counted, not weighed; but it is ",
        bytes);
  }

  /** Builds a {@link RemoveConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private BatchingConfig batching =
        BatchingConfig.builder().batchSize(2_000).queueSize(20_000).build();
    private Duration queueTimeout = Duration.ofSeconds(5);
    private boolean purgeEnabled = true;
    private Duration purgeInterval = Duration.ofSeconds(10);
    private int purgeBatchSize = 500;
    private Duration deadLetterRetention = Duration.ofDays(30);

    private Builder() {}

    /**
     * How many delivered rows share a removal, and how many wait for one; when the queue is full
     * callbacks wait, which slows sending. Rows are counted, not weighed: no bounds on bytes may be
     * set. Default: 2,000 rows in a removal (Go: 100), one removal at once (Go: 2), 20,000 rows
     * waiting, and no flush interval (Go: 500 ms).
     */
    public Builder batching(BatchingConfig value) {
      batching = value;
      return this;
    }

    /** Changes single settings of it. */
    public Builder batching(UnaryOperator<BatchingConfig.Builder> change) {
      return batching(change.apply(batching.toBuilder()).build());
    }

    /**
     * How long a delivery callback waits for room in the queue, longer than zero; then the row
     * stays pending and its event is sent once more. Default 5 s.
     */
    public Builder queueTimeout(Duration value) {
      queueTimeout = value;
      return this;
    }

    /**
     * Whether delivered rows that the store kept long enough, and dead letters after their
     * retention, are purged. Default true.
     */
    public Builder purgeEnabled(boolean value) {
      purgeEnabled = value;
      return this;
    }

    /**
     * Time between looks for delivered rows that the store kept long enough, longer than zero.
     * Default 10 s (Go: 250 ms, for each look of which a long queue is read through).
     */
    public Builder purgeInterval(Duration value) {
      purgeInterval = value;
      return this;
    }

    /** The most rows that one statement purges, at least 1. Default 500. */
    public Builder purgeBatchSize(int value) {
      purgeBatchSize = value;
      return this;
    }

    /** How long dead letters are kept, longer than zero. Default 30 days. */
    public Builder deadLetterRetention(Duration value) {
      deadLetterRetention = value;
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public RemoveConfig build() {
      return new RemoveConfig(
          batching, queueTimeout, purgeEnabled, purgeInterval, purgeBatchSize, deadLetterRetention);
    }
  }
}
