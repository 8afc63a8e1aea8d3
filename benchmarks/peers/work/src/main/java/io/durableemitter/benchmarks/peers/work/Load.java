package io.durableemitter.benchmarks.peers.work;

import java.util.List;

/**
 * How much is asked of an outbox.
 *
 * @param producers threads that store events, one call after the other
 * @param warmSeconds how long they do so before it counts
 * @param seconds how long they do so while it counts
 * @param drainSeconds how long it may deliver afterwards, at most
 * @param perTransaction events in one transaction
 */
public record Load(
    int producers, double warmSeconds, double seconds, double drainSeconds, int perTransaction) {

  /** Refuses what no outbox can do. */
  public Load {
    if (producers < 1 || perTransaction < 1) {
      throw new IllegalArgumentException("producers and events per transaction must be 1 or more");
    }
    if (warmSeconds < 0 || seconds <= 0 || drainSeconds < 0) {
      throw new IllegalArgumentException("seconds must be positive; without warm-up or drain, 0");
    }
  }

  /** The same, as options of {@link OutboxProgram}. */
  public List<String> options() {
    return List.of(
        "--producers=" + producers,
        "--warm-seconds=" + warmSeconds,
        "--seconds=" + seconds,
        "--drain-seconds=" + drainSeconds,
        "--per-transaction=" + perTransaction);
  }

  /** How long a program may take with it, a slow start and two drains included. */
  public double longestSeconds() {
    return 90 + warmSeconds + seconds + 2 * drainSeconds;
  }
}
