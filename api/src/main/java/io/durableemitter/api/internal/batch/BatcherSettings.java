package io.durableemitter.api.internal.batch;

import java.time.Duration;

/**
 * The bounds of a {@link Batcher}. Immutable; the {@code with} methods return changed copies.
 *
 * @param name prefix of the worker threads' names
 * @param workers threads that handle batches, at least 1
 * @param maxQueued the most items that may wait, at least 1
 * @param maxQueuedWeight the most weight that may wait; a single heavier item is taken when nothing
 *     else waits
 * @param maxBatch the most items in a batch, at least 1
 * @param maxBatchWeight the most weight in a batch; a single heavier item makes a batch of its own
 * @param linger how long a worker waits for more items before it takes a batch that is not full;
 *     zero for not at all
 * @param patience how long idle workers leave what gathers behind a busy one alone, so that it
 *     becomes one large batch; a full batch is always taken at once. Zero for not at all
 */
public record BatcherSettings(
    String name,
    int workers,
    int maxQueued,
    long maxQueuedWeight,
    int maxBatch,
    long maxBatchWeight,
    Duration linger,
    Duration patience) {

  /** Fails with the name of the bound that is wrong. */
  void check() {
    require(workers >= 1, "workers", workers);
    require(maxQueued >= 1, "maxQueued", maxQueued);
    require(maxQueuedWeight >= 1, "maxQueuedWeight", maxQueuedWeight);
    require(maxBatch >= 1, "maxBatch", maxBatch);
    require(maxBatchWeight >= 1, "maxBatchWeight", maxBatchWeight);
    atLeastZero("linger", linger);
    atLeastZero("patience", patience);
  }

  /**
   * One worker, no bound on weight, no linger, no patience.
   *
   * @param name prefix of the worker threads' names
   * @param maxQueued the most items that may wait
   * @param maxBatch the most items in a batch
   * @return the settings
   */
  public static BatcherSettings of(String name, int maxQueued, int maxBatch) {
    return new BatcherSettings(
        name, 1, maxQueued, Long.MAX_VALUE, maxBatch, Long.MAX_VALUE, Duration.ZERO, Duration.ZERO);
  }

  /**
   * Changes the number of workers.
   *
   * @param count at least 1
   * @return a changed copy
   */
  public BatcherSettings withWorkers(int count) {
    return new BatcherSettings(
        name, count, maxQueued, maxQueuedWeight, maxBatch, maxBatchWeight, linger, patience);
  }

  /**
   * Changes the most items in a batch.
   *
   * @param items at least 1
   * @return a changed copy
   */
  public BatcherSettings withMaxBatch(int items) {
    return new BatcherSettings(
        name, workers, maxQueued, maxQueuedWeight, items, maxBatchWeight, linger, patience);
  }

  /**
   * Changes the bounds on weight.
   *
   * @param queued the most weight that may wait
   * @param batch the most weight in a batch
   * @return a changed copy
   */
  public BatcherSettings withWeights(long queued, long batch) {
    return new BatcherSettings(name, workers, maxQueued, queued, maxBatch, batch, linger, patience);
  }

  /**
   * Changes the linger.
   *
   * @param time zero or more
   * @return a changed copy
   */
  public BatcherSettings withLinger(Duration time) {
    return new BatcherSettings(
        name, workers, maxQueued, maxQueuedWeight, maxBatch, maxBatchWeight, time, patience);
  }

  /**
   * Changes the patience.
   *
   * @param time zero or more
   * @return a changed copy
   */
  public BatcherSettings withPatience(Duration time) {
    return new BatcherSettings(
        name, workers, maxQueued, maxQueuedWeight, maxBatch, maxBatchWeight, linger, time);
  }

  private static void atLeastZero(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative but is " + value);
    }
  }

  private static void require(boolean holds, String name, long value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
    }
  }
}
