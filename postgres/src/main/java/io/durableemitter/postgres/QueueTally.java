package io.durableemitter.postgres;

import io.durableemitter.spi.DurableQueueStats;
import java.time.Duration;

/**
 * What was counted of the queue.
 *
 * @param depth pending rows, counted up to one more than the limit
 * @param rows all rows, likewise
 * @param bytes of the payloads of the pending rows that were counted
 * @param oldest the age of the oldest of them
 * @param near how many of them expire soon
 * @param estimate the planner's, of all rows
 */
record QueueTally(long depth, long rows, long bytes, Duration oldest, long near, long estimate) {

  static final int EXACT_COUNT_LIMIT = 100_000;
  static final QueueTally EMPTY = new QueueTally(0, 0, 0, Duration.ZERO, 0, 0);

  QueueTally plus(QueueTally more) {
    return new QueueTally(
        depth + more.depth,
        rows + more.rows,
        bytes + more.bytes,
        oldest.compareTo(more.oldest) > 0 ? oldest : more.oldest,
        near + more.near,
        more.estimate);
  }

  int pendingLeft() {
    return left(depth);
  }

  int rowsLeft() {
    return left(rows);
  }

  private static int left(long counted) {
    return (int) Math.max(0, EXACT_COUNT_LIMIT + 1 - counted);
  }

  boolean isFull() {
    return pendingLeft() == 0;
  }

  DurableQueueStats stats(boolean whole) {
    if (rows <= EXACT_COUNT_LIMIT) {
      return new DurableQueueStats(depth, rows, bytes, oldest, near, !whole);
    }
    long estimatedRows = Math.max(rows, estimate);
    long estimatedDepth = isFull() ? estimatedRows : depth;
    long estimatedBytes = isFull() ? (long) ((double) bytes / depth * estimatedDepth) : bytes;
    return new DurableQueueStats(estimatedDepth, estimatedRows, estimatedBytes, oldest, near, true);
  }
}
