package io.durableemitter.core.internal.metrics;

import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DurableQueueStats;
import java.util.Optional;

/** The last look at the queue, empty before the first one and after one that failed. */
public final class QueueSample {

  private volatile Optional<DurableQueueStats> last = Optional.empty();
  private volatile Optional<String> vacuumBlocker = Optional.empty();
  private volatile Optional<DeadLetterCounts> deadLetters = Optional.empty();

  /** Keeps a look. */
  public void set(DurableQueueStats stats) {
    last = Optional.of(stats);
  }

  /** Keeps what hinders the store from cleaning up; empty if nothing does. */
  public void hindered(Optional<String> by) {
    vacuumBlocker = by;
  }

  /** What hinders the store from cleaning up, as of the last look. */
  public Optional<String> vacuumBlocker() {
    return vacuumBlocker;
  }

  /** Keeps how many dead letters there are. */
  public void deadLetters(DeadLetterCounts counts) {
    deadLetters = Optional.of(counts);
  }

  /** Better no figure than an old one. */
  public void forgetDeadLetters() {
    deadLetters = Optional.empty();
  }

  /** How many dead letters there were when they were last counted. */
  public Optional<DeadLetterCounts> deadLetters() {
    return deadLetters;
  }

  /** Forgets the last look: better no figure than an old one. */
  public void clear() {
    last = Optional.empty();
    vacuumBlocker = Optional.empty();
  }

  /** The last look. */
  public Optional<DurableQueueStats> last() {
    return last;
  }

  @Override
  public String toString() {
    return last.map(DurableQueueStats::toString).orElse("no look at the queue");
  }
}
