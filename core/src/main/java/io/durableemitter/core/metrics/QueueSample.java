package io.durableemitter.core.metrics;

import io.durableemitter.api.DurableQueueStats;
import java.util.Optional;

/** The last look at the queue, empty before the first one and after one that failed. */
public final class QueueSample {

  private volatile Optional<DurableQueueStats> last = Optional.empty();

  /** Keeps a look. */
  public void set(DurableQueueStats stats) {
    last = Optional.of(stats);
  }

  /** Forgets the last look: better no figure than an old one. */
  public void clear() {
    last = Optional.empty();
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
