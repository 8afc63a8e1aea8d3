package io.durableemitter.core;

import io.durableemitter.core.config.ExpireConfig;
import io.durableemitter.spi.DurableQueueStats;
import java.time.Duration;
import java.util.Optional;

/** Tells when the queue is so old that somebody should look. */
final class BacklogAge {

  // a healthy queue is empty within seconds: this is old, however long events may live
  private static final Duration OLD = Duration.ofMinutes(30);

  private BacklogAge() {}

  /** What is wrong; empty if nothing is, or if events do not expire. */
  static Optional<String> problem(DurableQueueStats stats, ExpireConfig config) {
    Duration half = config.ttl().dividedBy(2);
    boolean pressing = stats.oldestPendingAge().compareTo(half.compareTo(OLD) < 0 ? half : OLD) > 0;
    return pressing && config.enabled()
        ? Optional.of(
            "the oldest of "
                + stats.depth()
                + " pending events has waited "
                + Duration.ofSeconds(stats.oldestPendingAge().toSeconds())
                + " of its time to live of "
                + config.ttl())
        : Optional.empty();
  }
}
