package io.durableemitter.core;

import io.durableemitter.api.IdempotencyKeyPolicy;
import java.time.Duration;

/**
 * Builds an {@link EmitterConfig}, whose documentation says what each setting does and what its
 * default is. Not safe for concurrent use.
 */
public final class EmitterConfigBuilder {

  private boolean retransmitEnabled = true;
  private Duration retransmitInterval = Duration.ofSeconds(5);
  private Duration retransmitAfter = Duration.ofSeconds(10);
  private int retransmitBatchSize = 500;
  private Duration claimLease = Duration.ofSeconds(15);
  private Duration expiryInterval = Duration.ofMinutes(1);
  private Duration eventTtl = Duration.ofDays(3);
  private int expiryBatchSize = 1_000;
  private boolean pruningEnabled = true;
  private Duration purgeInterval = Duration.ofSeconds(10);
  private int purgeBatchSize = 500;
  private Duration inFlightTimeout = Duration.ofMinutes(10);
  private Duration publishTimeout = Duration.ofSeconds(5);
  private Duration emitTimeout = Duration.ofSeconds(30);
  private int maxEventBytes = 10_000_000;
  private int insertBatchSize = 500;
  private int insertBatchBytes = 4 << 20;
  private Duration insertBatchFlushInterval = Duration.ZERO;
  private int insertBatchWorkers = 4;
  private int insertQueueSize = 10_000;
  private long insertQueueBytes = 64L << 20;
  private int markBatchSize = 2_000;
  private Duration markBatchFlushInterval = Duration.ZERO;
  private int markBatchWorkers = 1;
  private int markQueueSize = 20_000;
  private int fallbackMaxInFlight = 100;
  private MetricsConfig metrics = MetricsConfig.ofDefaults();
  private FailureConfig failures = FailureConfig.ofDefaults();
  private GateConfig gate = GateConfig.ofDefaults();
  private BacklogConfig backlog = BacklogConfig.unbounded();
  private Duration closeTimeout = Duration.ofSeconds(30);
  private IdempotencyKeyPolicy idempotencyKeyPolicy = IdempotencyKeyPolicy.EVENT_ID;

  EmitterConfigBuilder() {}

  /** Switches the maintenance of this process on or off. */
  public EmitterConfigBuilder retransmitEnabled(boolean value) {
    retransmitEnabled = value;
    return this;
  }

  /** Time between sweeps. */
  public EmitterConfigBuilder retransmitInterval(Duration value) {
    retransmitInterval = value;
    return this;
  }

  /** Age from which an event is sent again. */
  public EmitterConfigBuilder retransmitAfter(Duration value) {
    retransmitAfter = value;
    return this;
  }

  /** Rows per page of a sweep. */
  public EmitterConfigBuilder retransmitBatchSize(int value) {
    retransmitBatchSize = value;
    return this;
  }

  /** How long a claim lasts. */
  public EmitterConfigBuilder claimLease(Duration value) {
    claimLease = value;
    return this;
  }

  /** Time between looks for expired events. */
  public EmitterConfigBuilder expiryInterval(Duration value) {
    expiryInterval = value;
    return this;
  }

  /** Age at which an event expires. */
  public EmitterConfigBuilder eventTtl(Duration value) {
    eventTtl = value;
    return this;
  }

  /** Events per expiry statement. */
  public EmitterConfigBuilder expiryBatchSize(int value) {
    expiryBatchSize = value;
    return this;
  }

  /** Switches expiry and purge on or off. */
  public EmitterConfigBuilder pruningEnabled(boolean value) {
    pruningEnabled = value;
    return this;
  }

  /** Time between purges. */
  public EmitterConfigBuilder purgeInterval(Duration value) {
    purgeInterval = value;
    return this;
  }

  /** Rows per purge statement. */
  public EmitterConfigBuilder purgeBatchSize(int value) {
    purgeBatchSize = value;
    return this;
  }

  /** How long the transport may take for an answer. */
  public EmitterConfigBuilder inFlightTimeout(Duration value) {
    inFlightTimeout = value;
    return this;
  }

  /** How long a callback waits for room in the mark queue. */
  public EmitterConfigBuilder publishTimeout(Duration value) {
    publishTimeout = value;
    return this;
  }

  /** How long emit waits for its commit. */
  public EmitterConfigBuilder emitTimeout(Duration value) {
    emitTimeout = value;
    return this;
  }

  /** Largest encoded event. */
  public EmitterConfigBuilder maxEventBytes(int value) {
    maxEventBytes = value;
    return this;
  }

  /** Events per insert. */
  public EmitterConfigBuilder insertBatchSize(int value) {
    insertBatchSize = value;
    return this;
  }

  /** Bytes per insert. */
  public EmitterConfigBuilder insertBatchBytes(int value) {
    insertBatchBytes = value;
    return this;
  }

  /** How long an insert waits for more events; may be zero. */
  public EmitterConfigBuilder insertBatchFlushInterval(Duration value) {
    insertBatchFlushInterval = value;
    return this;
  }

  /** Concurrent inserts. */
  public EmitterConfigBuilder insertBatchWorkers(int value) {
    insertBatchWorkers = value;
    return this;
  }

  /** Events waiting for an insert. */
  public EmitterConfigBuilder insertQueueSize(int value) {
    insertQueueSize = value;
    return this;
  }

  /** Bytes waiting for an insert. */
  public EmitterConfigBuilder insertQueueBytes(long value) {
    insertQueueBytes = value;
    return this;
  }

  /** Rows per removal. */
  public EmitterConfigBuilder markBatchSize(int value) {
    markBatchSize = value;
    return this;
  }

  /** How long a removal waits for more rows; may be zero. */
  public EmitterConfigBuilder markBatchFlushInterval(Duration value) {
    markBatchFlushInterval = value;
    return this;
  }

  /** Concurrent removals. */
  public EmitterConfigBuilder markBatchWorkers(int value) {
    markBatchWorkers = value;
    return this;
  }

  /** Delivered rows waiting for removal. */
  public EmitterConfigBuilder markQueueSize(int value) {
    markQueueSize = value;
    return this;
  }

  /** Events tried alone at once. */
  public EmitterConfigBuilder fallbackMaxInFlight(int value) {
    fallbackMaxInFlight = value;
    return this;
  }

  /** What becomes of events that fail. */
  public EmitterConfigBuilder failures(FailureConfig value) {
    failures = value;
    return this;
  }

  /** How delivery stops while the other end is out of reach. */
  public EmitterConfigBuilder gate(GateConfig value) {
    gate = value;
    return this;
  }

  /** How long the queue may grow. */
  public EmitterConfigBuilder backlog(BacklogConfig value) {
    backlog = value;
    return this;
  }

  /** How long close may take. */
  public EmitterConfigBuilder closeTimeout(Duration value) {
    closeTimeout = value;
    return this;
  }

  /** What is looked at for the metrics. */
  public EmitterConfigBuilder metrics(MetricsConfig value) {
    metrics = value;
    return this;
  }

  /** The key of events that bring none. */
  public EmitterConfigBuilder idempotencyKeyPolicy(IdempotencyKeyPolicy value) {
    idempotencyKeyPolicy = value;
    return this;
  }

  /**
   * Checks the settings and makes the configuration.
   *
   * @return the configuration
   * @throws IllegalArgumentException if a setting is out of range or contradicts another; the
   *     message names them
   */
  public EmitterConfig build() {
    EmitterConfig config =
        new EmitterConfig(
            retransmitEnabled,
            retransmitInterval,
            retransmitAfter,
            retransmitBatchSize,
            claimLease,
            expiryInterval,
            eventTtl,
            expiryBatchSize,
            pruningEnabled,
            purgeInterval,
            purgeBatchSize,
            inFlightTimeout,
            publishTimeout,
            emitTimeout,
            maxEventBytes,
            insertBatchSize,
            insertBatchBytes,
            insertBatchFlushInterval,
            insertBatchWorkers,
            insertQueueSize,
            insertQueueBytes,
            markBatchSize,
            markBatchFlushInterval,
            markBatchWorkers,
            markQueueSize,
            fallbackMaxInFlight,
            failures,
            gate,
            backlog,
            closeTimeout,
            metrics,
            idempotencyKeyPolicy);
    EmitterConfigRules.check(config);
    return config;
  }
}
