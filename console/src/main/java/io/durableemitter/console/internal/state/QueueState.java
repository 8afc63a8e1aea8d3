package io.durableemitter.console.internal.state;

import io.durableemitter.api.Finding;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DurableQueueStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is known of a queue at a moment. Immutable.
 *
 * @param stats of the table
 * @param ttl the time to live that its oldest event is measured by
 * @param fleet the processes, and the orders to them
 * @param held rows that processes hold, by owner; of those that are not named nothing is known
 * @param deadLetters how many there are, by reason
 * @param hindrance what keeps the store from cleaning up; empty if nothing, or if nobody asked
 * @param unread what could not be looked at, though the store answers, and what it said instead
 */
public record QueueState(
    DurableQueueStats stats,
    Duration ttl,
    Fleet fleet,
    Map<UUID, Long> held,
    DeadLetterCounts deadLetters,
    String hindrance,
    Map<String, String> unread) {

  /** Of what is unread: the reports of processes. */
  public static final String HOSTS = "hosts";

  /** Orders such as a pause. */
  public static final String ORDERS = "orders";

  /** Dead letters. */
  public static final String DEAD_LETTERS = "deadLetters";

  /** What holds cleaning up back. */
  public static final String VACUUM = "vacuum";

  /** Keeps copies. */
  public QueueState {
    held = Map.copyOf(held);
  }

  /**
   * Judges it.
   *
   * @return what was found, in the order in which somebody would see to it; one that says that all
   *     is well, if nothing else is there to say
   */
  public List<Finding> findings() {
    return Judgement.of(this);
  }

  /** How much of its time to live the oldest event has used: 1 is all of it. */
  double share() {
    return stats.depth() == 0
        ? 0
        : (double) stats.oldestPendingAge().toMillis() / Math.max(1, ttl.toMillis());
  }

  /** How many dead letters there are, whatever for. */
  public long deadLettersInAll() {
    return deadLetters.byReason().values().stream().mapToLong(Long::longValue).sum();
  }

  /** What waits, and for how long. */
  String waiting() {
    if (stats.depth() == 0) {
      return "nothing waits";
    }
    return (stats.estimated() ? "about " : "")
        + Spoken.count(stats.depth(), "event")
        + (stats.depth() == 1 ? " waits" : " wait")
        + ", the oldest for "
        + Spoken.time(stats.oldestPendingAge());
  }

  /** By when something has to be done: ends a sentence. */
  String left() {
    return stats.depth() == 0
        ? ""
        : ", within " + Spoken.time(ttl.minus(stats.oldestPendingAge())) + ": then events expire";
  }
}
