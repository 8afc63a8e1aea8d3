package io.durableemitter.core.internal.maintain;

import io.durableemitter.core.internal.metrics.QueueSample;
import io.durableemitter.spi.DeadLetterStore;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts the dead letters now and then, after a look at the queue. By one thread. */
public final class DeadLetterSampler implements Pass {

  private static final int MOST = 100_000;
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Pass queue;
  private final DeadLetterStore store;
  private final QueueSample sample;
  private final LongSupplier ticker;
  private boolean counted;
  private long lastNanos;

  /** One that looks at the queue at each turn, and counts dead letters each minute. */
  public DeadLetterSampler(
      Pass queue, DeadLetterStore store, QueueSample sample, LongSupplier ticker) {
    this.queue = queue;
    this.store = store;
    this.sample = sample;
    this.ticker = ticker;
  }

  @Override
  public Duration runOnce() {
    Duration pause = queue.runOnce();
    long now = ticker.getAsLong();
    if (!counted || now - lastNanos >= INTERVAL.toNanos()) {
      sample.forgetDeadLetters();
      sample.deadLetters(store.countByReason(MOST));
      counted = true;
      lastNanos = now;
    }
    return pause;
  }
}
