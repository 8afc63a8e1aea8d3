package io.durableemitter.api.batch;

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
 */
public record BatcherSettings(
    String name,
    int workers,
    int maxQueued,
    long maxQueuedWeight,
    int maxBatch,
    long maxBatchWeight,
    Duration linger) {

  /** Fails with the name of the bound that is wrong. */
  void check() {
    require(workers >= 1, "workers", workers);
    require(maxQueued >= 1, "maxQueued", maxQueued);
    require(maxQueuedWeight >= 1, "maxQueuedWeight", maxQueuedWeight);
    require(maxBatch >= 1, "maxBatch", maxBatch);
    require(maxBatchWeight >= 1, "maxBatchWeight", maxBatchWeight);
    if (linger.isNegative()) {
      throw new IllegalArgumentException("linger must not be negative but is " + linger);
    }
  }

  /**
   * One worker, no bound on weight, no linger.
   *
   * @param name prefix of the worker threads' names
   * @param maxQueued the most items that may wait
   * @param maxBatch the most items in a batch
   * @return the settings
   */
  public static BatcherSettings of(String name, int maxQueued, int maxBatch) {
    return new BatcherSettings(
        name, 1, maxQueued, Long.MAX_VALUE, maxBatch, Long.MAX_VALUE, Duration.ZERO);
  }

  /**
   * Changes the number of workers.
   *
   * @param count at least 1
   * @return a changed copy
   */
  public BatcherSettings withWorkers(int count) {
    return new BatcherSettings(
        name, count, maxQueued, maxQueuedWeight, maxBatch, maxBatchWeight, linger);
  }

  /**
   * Changes the most items in a batch.
   *
   * @param items at least 1
   * @return a changed copy
   */
  public BatcherSettings withMaxBatch(int items) {
    return new BatcherSettings(
        name, workers, maxQueued, maxQueuedWeight, items, maxBatchWeight, linger);
  }

  /**
   * Changes the bounds on weight.
   *
   * @param queued the most weight that may wait
   * @param batch the most weight in a batch
   * @return a changed copy
   */
  public BatcherSettings withWeights(long queued, long batch) {
    return new BatcherSettings(name, workers, maxQueued, queued, maxBatch, batch, linger);
  }

  /**
   * Changes the linger.
   *
   * @param time zero or more
   * @return a changed copy
   */
  public BatcherSettings withLinger(Duration time) {
    return new BatcherSettings(
        name, workers, maxQueued, maxQueuedWeight, maxBatch, maxBatchWeight, time);
  }

  private static void require(boolean holds, String name, long value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
    }
  }
}
