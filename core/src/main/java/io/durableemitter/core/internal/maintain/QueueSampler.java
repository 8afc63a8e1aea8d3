package io.durableemitter.core.internal.maintain;

import io.durableemitter.core.internal.metrics.QueueSample;
import io.durableemitter.spi.DurableQueueObserver;
import java.time.Duration;
import java.util.Optional;

/** Looks at the queue now and then, for the gauges and for health. */
public final class QueueSampler implements Pass {

  private final DurableQueueObserver observer;
  private final Duration ttl;
  private final Duration nearExpiryLead;
  private final Duration interval;
  private final QueueSample sample;

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
      seen = true;
    } finally {
      if (!seen) {
        sample.clear();
      }
    }
    // a server that cannot tell is no reason to have no figures
    sample.hindered(Optional.empty());
    sample.hindered(observer.vacuumBlocker());
    return interval;
  }
}
