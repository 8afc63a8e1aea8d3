package io.durableemitter.core.maintain;

import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.core.metrics.QueueSample;
import java.time.Duration;

/** Looks at the queue now and then, for the gauges and for health. */
public final class QueueSampler implements Pass {

  private final DurableQueueObserver observer;
  private final Duration ttl;
  private final Duration nearExpiryLead;
  private final Duration interval;
  private final QueueSample sample;

  /** A sampler. */
  public QueueSampler(
      DurableQueueObserver observer,
      Duration ttl,
      Duration nearExpiryLead,
      Duration interval,
      QueueSample sample) {
    this.observer = observer;
    this.ttl = ttl;
    this.nearExpiryLead = nearExpiryLead;
    this.interval = interval;
    this.sample = sample;
  }

  @Override
  public Duration runOnce() {
    boolean seen = false;
    try {
      sample.set(observer.observeQueue(ttl, nearExpiryLead));
      sample.hindered(observer.hindrance());
      seen = true;
    } finally {
      if (!seen) {
        sample.clear();
      }
    }
    return interval;
  }
}
