package io.durableemitter.core;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.spi.DeadLetterStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The dead letters of a store, for people and tools: to look at them, to send them again when what
 * refused them is mended, or to throw them away. Work on many goes in slices, so that no statement
 * is long. Safe for concurrent use.
 *
 * <pre>{@code
 * DeadLetters letters = DeadLetters.of(store);
 * DeadLetterFilter rejected = DeadLetterFilter.ALL.withReason(DeadLetterReason.REJECTED);
 * letters.redrive(rejected, RedrivePlan.ALL.withRatePerSecond(100));
 * }</pre>
 */
public final class DeadLetters {

  /** Waits, so that a test can step the time by hand. */
  @FunctionalInterface
  interface Waiter {
    void await(long nanos) throws InterruptedException;
  }

  private static final int SLICE = 500;
  private static final long MAX_LIST_BYTES = 8L << 20;

  private final DeadLetterStore store;
  private final LongSupplier ticker;
  private final Waiter waiter;

  DeadLetters(DeadLetterStore store, LongSupplier ticker, Waiter waiter) {
    this.store = store;
    this.ticker = ticker;
    this.waiter = waiter;
  }

  /**
   * The dead letters of a store.
   *
   * @param store the store
   * @return its dead letters
   */
  public static DeadLetters of(DeadLetterStore store) {
    return new DeadLetters(store, System::nanoTime, DeadLetters::await);
  }

  // nobody counts it down: it is there to be interrupted
  private static void await(long nanos) throws InterruptedException {
    boolean unused = new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Lists dead letters, oldest first.
   *
   * @param filter which
   * @param afterId only those with a larger id; 0 for all
   * @param limit the most to return, at least 1; fewer are returned where their payloads would take
   *     more than 8 MiB together
   * @return the dead letters; empty if and only if there are no more
   */
  public List<DeadLetter> list(DeadLetterFilter filter, long afterId, int limit) {
    RedrivePlan.atLeastOne("limit", limit);
    return store.listDeadLetters(filter, afterId, limit, MAX_LIST_BYTES);
  }

  /**
   * Finds one.
   *
   * @param id its place among the dead letters
   * @return empty if there is none
   */
  public Optional<DeadLetter> find(long id) {
    return store.findDeadLetter(id);
  }

  /**
   * Counts dead letters.
   *
   * @param filter which
   * @return how many there are
   */
  public long count(DeadLetterFilter filter) {
    return store.countDeadLetters(filter);
  }

  /**
   * Puts dead letters back into the queue, oldest first; whoever watches over the queue delivers
   * them. Takes only those that are dead when it begins: one that dies again meanwhile is not
   * redriven twice. An interruption ends it early, with the thread's status kept.
   *
   * @param filter which
   * @param plan how many and how fast
   * @return how many were redriven
   */
  public long redrive(DeadLetterFilter filter, RedrivePlan plan) {
    DeadLetterFilter bounded = bounded(filter);
    int slice = Math.min(SLICE, plan.ratePerSecond().orElse(SLICE));
    long begin = ticker.getAsLong();
    long most = plan.most().orElse(Long.MAX_VALUE);
    return inSlices(
        limit -> store.redrive(bounded, limit),
        slice,
        most,
        moved -> {
          plan.progress().accept(moved);
          if (moved < most && plan.ratePerSecond().isPresent()) {
            pace(begin, moved, plan.ratePerSecond().getAsInt());
          }
        });
  }

  private void pace(long beginNanos, long moved, int ratePerSecond) {
    long due = beginNanos + (long) (moved * 1e9 / ratePerSecond);
    long left = due - ticker.getAsLong();
    if (left > 0) {
      try {
        waiter.await(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Removes dead letters for ever, oldest first; those that are dead when it begins. An
   * interruption ends it early, with the thread's status kept.
   *
   * @param filter which
   * @param most the most to remove, at least 1
   * @return how many were removed
   */
  public long discard(DeadLetterFilter filter, long most) {
    return discard(filter, most, moved -> {});
  }

  /**
   * Removes dead letters as {@link #discard(DeadLetterFilter, long)} does, and tells how far it is.
   *
   * @param filter which
   * @param most the most to remove, at least 1
   * @param progress told after each slice how many were removed so far, by the calling thread
   * @return how many were removed
   */
  public long discard(DeadLetterFilter filter, long most, LongConsumer progress) {
    RedrivePlan.atLeastOne("most", most);
    DeadLetterFilter bounded = bounded(filter);
    return inSlices(limit -> store.discardDeadLetters(bounded, limit), SLICE, most, progress);
  }

  private DeadLetterFilter bounded(DeadLetterFilter filter) {
    long last = store.lastDeadLetterId();
    return filter.withUpToId(Math.min(last, filter.upToId().orElse(last)));
  }

  private static long inSlices(
      IntUnaryOperator work, int slice, long most, LongConsumer afterSlice) {
    long done = 0;
    while (done < most && !Thread.currentThread().isInterrupted()) {
      int limit = (int) Math.min(slice, most - done);
      int count = work.applyAsInt(limit);
      done += count;
      if (count > 0) {
        afterSlice.accept(done);
      }
      if (count < limit) {
        break;
      }
    }
    return done;
  }
}
