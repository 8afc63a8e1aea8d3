package io.durableemitter.core;

import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.core.config.ExpireConfig;
import io.durableemitter.core.internal.metrics.QueueSample;
import io.durableemitter.spi.DurableQueueStats;
import java.time.Duration;
import java.util.Optional;

/** How the queue is, by the last look at it. */
final class QueueHealth {

  // a healthy queue is empty within seconds: this is old, however long events may live
  private static final Duration OLD_BACKLOG = Duration.ofMinutes(30);

  private QueueHealth() {}

  /** Empty before the first look. */
  static Optional<Component> of(QueueSample sample, ExpireConfig expire) {
    return sample
        .last()
        .map(
            stats ->
                EventPipeline.degradedBy(
                    "queue", pressure(stats, expire).or(sample::vacuumBlocker)));
  }

  private static Optional<String> pressure(DurableQueueStats stats, ExpireConfig expire) {
    Duration half = expire.ttl().dividedBy(2);
    Duration old = half.compareTo(OLD_BACKLOG) < 0 ? half : OLD_BACKLOG;
    return expire.enabled() && stats.oldestPendingAge().compareTo(old) > 0
        ? Optional.of(
            "the oldest of "
                + stats.depth()
                + " pending events has waited "
                + Duration.ofSeconds(stats.oldestPendingAge().toSeconds())
                + " of its time to live of "
                + expire.ttl())
        : Optional.empty();
  }
}
