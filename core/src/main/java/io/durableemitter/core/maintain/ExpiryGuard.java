package io.durableemitter.core.maintain;

import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.api.DurableQueueStats;
import java.time.Duration;
import java.util.Optional;

/**
 * Stops an expiry that would take an unusual share of the queue, as when a clock jumped or a
 * process comes back after days: events that could still be delivered are worth more than a tidy
 * queue. It lets go by itself when the share falls or nothing is too old any more, or once when it
 * is told to.
 *
 * <p>Safe for concurrent use.
 */
public final class ExpiryGuard {

  private static final int FEW = 100;
  // far below the longest time that a store can reckon with, which would be taken for it
  private static final Duration EVER = Duration.ofDays(3_650);

  private final Optional<DurableQueueObserver> observer;
  private final Duration ttl;
  private final double largestShare;
  private volatile boolean confirmed;
  private volatile Optional<String> problem = Optional.empty();

  /**
   * A guard.
   *
   * @param observer counts; without one nothing is guarded
   * @param ttl the age beyond which events expire
   * @param largestShare of the pending events, above 0; 1 guards nothing
   */
  public ExpiryGuard(Optional<DurableQueueObserver> observer, Duration ttl, double largestShare) {
    this.observer = observer;
    this.ttl = ttl;
    this.largestShare = largestShare;
  }

  /** Lets the next expiry go on whatever its share is. */
  public void confirm() {
    confirmed = true;
  }

  /** Whether what is too old may expire; asked once per look, not per slice. */
  boolean admits() {
    if (confirmed) {
      confirmed = false;
      problem = Optional.empty();
      return true;
    }
    problem = largestShare >= 1 ? Optional.empty() : observer.flatMap(this::unusual);
    return problem.isEmpty();
  }

  private Optional<String> unusual(DurableQueueObserver queue) {
    // a window that reaches back for ever and ends at the time to live holds what is too old
    DurableQueueStats stats = queue.observeQueue(ttl.plus(EVER), EVER);
    long expired = stats.nearTtlCount();
    // once stopped, few are no reason to go on: they are the rest of what is being delivered
    boolean few = expired == 0 || (problem.isEmpty() && expired <= FEW);
    if (few || expired <= largestShare * stats.depth()) {
      return Optional.empty();
    }
    return Optional.of(
        "expiry stopped: "
            + expired
            + " of "
            + stats.depth()
            + " pending events are older than eventTtl ("
            + ttl
            + "), more than "
            + Math.round(largestShare * 100)
            + " % (expiryGuardShare); did the database's clock jump, or was nothing delivered for"
            + " that long? Nothing is lost; confirmExpiry() lets them expire");
  }

  /** Why expiry stopped; empty if it did not. */
  public Optional<String> problem() {
    return problem;
  }
}
