package io.durableemitter.api.internal.batch;

import java.util.List;

/**
 * What a {@link Batcher} does with its batches. Every item that was accepted reaches exactly one of
 * {@link #handle} and {@link #abandoned}; the list belongs to the handler. Methods are called by
 * several workers at once. What they throw ends no worker.
 *
 * @param <T> the type of the items
 */
public interface BatchHandler<T> {

  /**
   * Does the work.
   *
   * @param batch at least one item, in the order they were offered
   */
  void handle(List<T> batch);

  /**
   * {@link #handle} or {@link #abandoned} has thrown. The worker goes on with the next batch.
   *
   * <p>While this throws {@link OutOfMemoryError} it is called again, up to 10,000 times with a
   * millisecond between, so it must be idempotent: told of a batch a second time it does what is
   * left to do. What it throws otherwise goes to the thread's handler of uncaught exceptions.
   *
   * @param batch the batch it was given
   * @param error what it threw
   */
  void failed(List<T> batch, Throwable error);

  /**
   * The batcher was closed and its time was up before these items were handled. Called once; if it
   * throws, {@link #failed} is told.
   *
   * @param batch at least one item
   */
  void abandoned(List<T> batch);
}
