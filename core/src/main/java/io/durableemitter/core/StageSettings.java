package io.durableemitter.core;

import io.durableemitter.api.internal.batch.BatcherSettings;
import io.durableemitter.core.internal.deliver.FailureSettings;
import io.durableemitter.core.internal.deliver.GateSettings;
import java.time.Duration;

/** What each stage needs of the configuration. */
record StageSettings(EmitterConfig config) {

  // longer than a healthy commit takes; see docs/decisions.md for what it is worth
  private static final Duration INSERT_PATIENCE = Duration.ofMillis(10);

  GateSettings gate() {
    GateConfig settings = config.gate();
    return new GateSettings(
        settings.failuresToClose(), settings.firstProbe(), settings.longestProbe());
  }

  FailureSettings failures() {
    FailureConfig settings = config.failures();
    // an event must be tried again before its time is up
    Duration most = config.eventTtl().dividedBy(2);
    Duration longest = settings.longestBackOff();
    return new FailureSettings(
        settings.firstBackOff(),
        longest.compareTo(most) < 0 ? longest : most,
        settings.maxAttempts());
  }

  BatcherSettings inserts() {
    return BatcherSettings.of(
            "durable-emitter-insert", config.insertQueueSize(), config.insertBatchSize())
        .withWorkers(config.insertBatchWorkers())
        .withWeights(config.insertQueueBytes(), config.insertBatchBytes())
        .withLinger(config.insertBatchFlushInterval())
        .withPatience(INSERT_PATIENCE);
  }

  BatcherSettings marks() {
    return BatcherSettings.of(
            "durable-emitter-mark", config.markQueueSize(), config.markBatchSize())
        .withWorkers(config.markBatchWorkers())
        .withLinger(config.markBatchFlushInterval());
  }

  BatcherSettings failedRows() {
    return BatcherSettings.of(
        "durable-emitter-failed", config.markQueueSize(), config.markBatchSize());
  }
}
