package io.durableemitter.console;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.console.internal.state.Fleet;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The figures at the top of the page. */
final class StatusView {

  private final String queueName;
  private final Duration ttl;
  private Runnable waker = () -> {};

  StatusView(String queueName, Duration ttl) {
    this.queueName = queueName;
    this.ttl = ttl;
  }

  /** Called once, before anything else. */
  void onWake(Runnable action) {
    waker = action;
  }

  void wake() {
    waker.run();
  }

  Map<String, Object> of(Sample sample) {
    Verdict verdict = Verdict.of(sample, ttl);
    Fleet fleet = sample.fleet();
    Optional<DurableQueueStats> queue = sample.queue();
    return Json.fields(
        "at", sample.at(),
        "queue", queueName,
        "level", verdict.level(),
        "sentence", verdict.sentence(),
        "advice", verdict.advice(),
        "pending", queue.map(DurableQueueStats::depth),
        "pendingEstimated", queue.map(DurableQueueStats::estimated),
        "pendingBytes", queue.map(DurableQueueStats::payloadBytes),
        "oldestAgeSeconds", queue.map(stats -> stats.oldestPendingAge().toMillis() / 1e3),
        "ttlSeconds", ttl.toMillis() / 1e3,
        "nearExpiry", queue.map(DurableQueueStats::nearTtlCount),
        "ratePerSecondIn", maybe(fleet.sum(HostReport.EMITTED_PER_SECOND)),
        "ratePerSecondOut", maybe(fleet.sum(HostReport.DELIVERED_PER_SECOND)),
        "gate", fleet.gate(),
        "paused", fleet.orders().pause().map(StatusView::pause),
        "hosts", Json.fields("heard", fleet.heard().size(), "silent", fleet.silent()),
        "deadLetters",
            Json.fields(
                "total", sample.deadLettersInAll(),
                "byReason", byReason(sample),
                "estimated", sample.deadLetters().estimated()),
        "unread", sample.unread());
  }

  private static Map<String, Object> byReason(Sample sample) {
    Map<String, Object> counts = new TreeMap<>();
    for (Map.Entry<DeadLetterReason, Long> entry : sample.deadLetters().byReason().entrySet()) {
      if (entry.getValue() > 0) {
        counts.put(entry.getKey().label(), entry.getValue());
      }
    }
    return counts;
  }

  private static Map<String, Object> pause(QueueAction pause) {
    return Json.fields("by", pause.actor(), "since", pause.at(), "reason", pause.detail());
  }

  private static Optional<Double> maybe(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }
}
