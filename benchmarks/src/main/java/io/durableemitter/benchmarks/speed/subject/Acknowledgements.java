package io.durableemitter.benchmarks.speed.subject;

import io.durableemitter.api.Hooks;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts rows that were removed, and takes the time of each send, from the commit to the answer.
 */
final class Acknowledgements implements Hooks {

  private final Times times = new Times();
  private final LongAdder removed = new LongAdder();
  private final boolean timed;

  Acknowledgements(boolean timed) {
    this.timed = timed;
  }

  @Override
  public void onBatchPublish(BatchPublish publish) {
    if (timed) {
      times.add(publish.elapsed().toNanos());
    }
  }

  @Override
  public void onBatchMarkDelivered(BatchMarkDelivered mark) {
    removed.add(mark.count());
  }

  long removed() {
    return removed.sum();
  }

  Percentiles percentiles() {
    return times.percentiles();
  }
}
