package io.durableemitter.core.config;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.IdempotencyKeyPolicy;
import io.durableemitter.api.internal.config.Ranges;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** How events get into the store. Immutable; the docs of each setting are at {@link Builder}. */
public record InsertConfig(
    BatchingConfig batching,
    Duration timeout,
    int maxEventBytes,
    IdempotencyKeyPolicy idempotencyKeyPolicy) {

  /** Checks the settings, as {@link Builder#build()} says. */
  public InsertConfig {
    Ranges.positive("insert.timeout", timeout);
    Ranges.atLeast("insert.maxEventBytes", maxEventBytes, 1);
    Ranges.atLeast(
        "insert.batching.queueBytes",
        batching.queueBytes(),
        "insert.maxEventBytes",
        (long) maxEventBytes);
  }

  /** The defaults. */
  public static InsertConfig ofDefaults() {
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
    builder.timeout = timeout;
    builder.maxEventBytes = maxEventBytes;
    builder.idempotencyKeyPolicy = idempotencyKeyPolicy;
    return builder;
  }

  /** Builds an {@link InsertConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private BatchingConfig batching =
        BatchingConfig.builder().batchBytes(4L << 20).workers(4).queueBytes(64L << 20).build();
    private Duration timeout = Duration.ofSeconds(30);
    private int maxEventBytes = 10_000_000;
    private IdempotencyKeyPolicy idempotencyKeyPolicy = IdempotencyKeyPolicy.EVENT_ID;

    private Builder() {}

    /**
     * How many events share an insert, and how many wait for one; bytes are those of encoded
     * events. Default: 500 events or 4 MiB in an insert (Go: 100 events), at most 4 inserts at
     * once, 10,000 events or 64 MiB waiting, and no flush interval (Go: 100 ms). So an insert takes
     * what has gathered while the workers were busy, and a lone caller waits for one commit only.
     * Another insert begins only when a full batch waits, or when those under way take longer than
     * 10 ms.
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
     * How long {@code emit} and {@code emitAll} wait for the commit, longer than zero. Default 30
     * s.
     */
    public Builder timeout(Duration value) {
      timeout = value;
      return this;
    }

    /**
     * The largest encoded event, in bytes; a larger one is refused before anything is stored. At
     * least 1, and at most {@code batching.queueBytes}. Default 10,000,000, which fits the
     * transport's default request of 10 MiB. Go: no such bound, and what is larger than a request
     * is never delivered.
     */
    public Builder maxEventBytes(int value) {
      maxEventBytes = value;
      return this;
    }

    /**
     * The key of events that bring none. Default {@link IdempotencyKeyPolicy#EVENT_ID} (Go: the
     * content's hash, by which two genuine, equal events are one).
     */
    public Builder idempotencyKeyPolicy(IdempotencyKeyPolicy value) {
      idempotencyKeyPolicy = value;
      return this;
    }

    /** Checks the settings: an {@link IllegalArgumentException} names the one that is wrong. */
    public InsertConfig build() {
      return new InsertConfig(batching, timeout, maxEventBytes, idempotencyKeyPolicy);
    }
  }
}
