package io.durableemitter.core.internal.persist;

import io.durableemitter.core.config.BacklogConfig;
import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.DurableQueueStats;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Admits events while the backlog is within its bounds. The backlog is what the last look found
 * plus what was admitted since. Before the first look, and after one that failed, everything is
 * admitted: a store that cannot be asked refuses inserts by itself. Events admitted during a look
 * may be counted twice until the next, so the limit may refuse too early but never admits too many.
 * Safe for concurrent use.
 */
public final class BacklogLimit {

  private final OptionalLong maxRows;
  private final OptionalLong maxBytes;
  private final boolean blocks;
  private final AtomicLong newRows = new AtomicLong();
  private final AtomicLong newBytes = new AtomicLong();
  private volatile @Nullable DurableQueueStats seen;
  private long looks; // guarded by this

  /**
   * A limit.
   *
   * @param backlog how much there may be
   */
  public BacklogLimit(BacklogConfig backlog) {
    this.maxRows = backlog.maxRows();
    this.maxBytes = backlog.maxBytes();
    this.blocks = backlog.whenFull() == BacklogConfig.WhenFull.BLOCK;
  }

  /** An observer whose looks are this limit's, too. */
  public DurableQueueObserver watching(DurableQueueObserver observer) {
    return new DurableQueueObserver() {
      @Override
      public DurableQueueStats observeQueue(Duration ttl, Duration lead) {
        return look(observer, ttl, lead);
      }

      @Override
      public Optional<String> vacuumBlocker() {
        return observer.vacuumBlocker();
      }
    };
  }

  private DurableQueueStats look(DurableQueueObserver observer, Duration ttl, Duration lead) {
    long rowsBefore = newRows.get();
    long bytesBefore = newBytes.get();
    DurableQueueStats stats = null;
    try {
      stats = observer.observeQueue(ttl, lead);
      return stats;
    } finally {
      looked(stats, rowsBefore, bytesBefore);
    }
  }

  private synchronized void looked(
      @Nullable DurableQueueStats stats, long rowsBefore, long bytesBefore) {
    seen = stats;
    newRows.addAndGet(-rowsBefore);
    newBytes.addAndGet(-bytesBefore);
    looks++;
    notifyAll();
  }

  /**
   * Asks for room.
   *
   * @param bytes of the event
   * @param timeout the most time to wait, if this limit lets callers wait
   * @return whether there is room
   */
  public boolean admits(int bytes, Duration timeout) throws InterruptedException {
    if (admitsNow(bytes)) {
      return true;
    }
    return blocks && awaitRoom(bytes, timeout);
  }

  private synchronized boolean awaitRoom(int bytes, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
    while (true) {
      long look = looks;
      if (admitsNow(bytes)) {
        return true;
      }
      while (look == looks) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    }
  }

  /** Asks for room without waiting. */
  public boolean admitsNow(int bytes) {
    if (maxRows.isEmpty() && maxBytes.isEmpty()) {
      return true;
    }
    DurableQueueStats stats = seen;
    long rows = newRows.incrementAndGet();
    long all = newBytes.addAndGet(bytes);
    if (stats == null
        || (fits(maxRows, stats.depth() + rows) && fits(maxBytes, stats.payloadBytes() + all))) {
      return true;
    }
    newRows.decrementAndGet();
    newBytes.addAndGet(-bytes);
    return false;
  }

  private static boolean fits(OptionalLong max, long value) {
    return max.isEmpty() || value <= max.getAsLong();
  }

  @Override
  public String toString() {
    return "maxRows "
        + (maxRows.isPresent() ? maxRows.getAsLong() : "none")
        + ", maxBytes "
        + (maxBytes.isPresent() ? maxBytes.getAsLong() : "none");
  }
}
