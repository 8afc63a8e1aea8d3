package io.durableemitter.core.internal.metrics;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EmitterStats;
import io.durableemitter.spi.HostReport;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the engine has counted since it was made. Safe for concurrent use; reading is not atomic.
 */
public final class EmitterCounters {

  final LongAdder emitted = new LongAdder();
  final LongAdder emittedInTransactions = new LongAdder();
  final LongAdder emitFailures = new LongAdder();
  final Adders<Phase> published = new Adders<>(Phase.class);
  final Adders<Phase> publishFailures = new Adders<>(Phase.class);
  final Adders<Phase> bufferFull = new Adders<>(Phase.class);
  private final LatencyHistogram storeTimes = new LatencyHistogram();
  private final LatencyHistogram deliveryTimes = new LatencyHistogram();
  private final FailureCodes failureCodes = new FailureCodes();
  final LongAdder retransmitted = new LongAdder();
  final LongAdder undecodable = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder purged = new LongAdder();
  final LongAdder hookFailures = new LongAdder();
  final LongAdder heldByGate = new LongAdder();
  final LongAdder claimed = new LongAdder();
  final LongAdder backedOff = new LongAdder();
  final Adders<DeadLetterReason> deadLettered = new Adders<>(DeadLetterReason.class);
  final LongAdder deadLettersPurged = new LongAdder();
  final LongAdder fallbackSuccesses = new LongAdder();
  final LongAdder fallbackFailures = new LongAdder();

  /** Events became durable, by an insert that took so long with its commit. */
  public void emitted(int count, long nanos) {
    emitted.add(count);
    storeTimes.record(nanos, count);
  }

  /** Events were stored within a transaction of the caller's. */
  public void emittedInTransaction(int count) {
    emittedInTransactions.add(count);
  }

  /** An emit failed. */
  public void emitFailed() {
    emitFailures.increment();
  }

  /** The transport delivered an event, so long after it was handed over, or did not. */
  public void published(Phase phase, DeliveryResult result, long nanos) {
    deliveryTimes.record(nanos, 1);
    if (result.isDelivered()) {
      published.increment(phase);
    } else {
      publishFailures.increment(phase);
      failureCodes.add(result);
    }
  }

  /** The transport had no room for an event. */
  public void bufferFull(Phase phase) {
    bufferFull.increment(phase);
  }

  /** An event was handed over again, from the store. */
  public void retransmitted() {
    retransmitted.increment();
  }

  /** A stored payload could not be decoded. */
  public void undecodable() {
    undecodable.increment();
  }

  /** Events expired. */
  public void expired(int count) {
    expired.add(count);
  }

  /** Delivered rows were removed. */
  public void purged(int count) {
    purged.add(count);
  }

  /** A new event was not handed over, because the gate was closed. */
  public void heldByGate() {
    heldByGate.increment();
  }

  /** Rows were claimed. */
  public void claimed(int count) {
    claimed.add(count);
  }

  /** Failed events were put off. */
  public void backedOff(int count) {
    backedOff.add(count);
  }

  /** Events became dead letters. */
  public void deadLettered(DeadLetterReason reason, int count) {
    deadLettered.add(reason, count);
  }

  /** Dead letters were removed, because they were kept long enough. */
  public void deadLettersPurged(int count) {
    deadLettersPurged.add(count);
  }

  /** Hooks threw, or calls of them were left out. */
  public void hooksFailed(int count) {
    hookFailures.add(count);
  }

  /** An event whose batch failed was delivered alone. */
  public void fallbackSucceeded() {
    fallbackSuccesses.increment();
  }

  /** An event whose batch failed was not delivered alone either. */
  public void fallbackFailed() {
    fallbackFailures.increment();
  }

  /**
   * The counts as they are now, with what the emitter is doing.
   *
   * @param fallbackInFlight events being tried alone
   * @param insertQueued events waiting for an insert
   * @param inFlight events with the transport, or delivered and not yet removed
   * @param markQueued delivered rows waiting for removal
   */
  public EmitterStats stats(int fallbackInFlight, int insertQueued, int inFlight, int markQueued) {
    return new EmitterStats(
        emitted.sum(),
        emittedInTransactions.sum(),
        emitFailures.sum(),
        delivered(),
        publishFailures.sum(),
        bufferFull.sum(),
        retransmitted.sum(),
        undecodable.sum(),
        expired.sum(),
        purged.sum(),
        hookFailures.sum(),
        heldByGate.sum(),
        claimed.sum(),
        backedOff.sum(),
        deadLettered.sum(),
        deadLettersPurged.sum(),
        fallbackSuccesses.sum(),
        fallbackFailures.sum(),
        fallbackInFlight,
        insertQueued,
        inFlight,
        markQueued);
  }

  /** Events stored so far, alone or within transactions of callers. */
  public long stored() {
    return emitted.sum() + emittedInTransactions.sum();
  }

  /** Events delivered so far. */
  public long delivered() {
    return published.sum() + fallbackSuccesses.sum();
  }

  /** How long events took to be stored. */
  public LatencyHistogram storeTimes() {
    return storeTimes;
  }

  /** How long events took from their hand-over to their result. */
  public LatencyHistogram deliveryTimes() {
    return deliveryTimes;
  }

  /** Adds what a {@link HostReport} has of these counts. */
  public void forReport(Map<String, Double> figures) {
    figures.put(HostReport.EMITTED, (double) stored());
    figures.put(HostReport.EMIT_FAILURES, (double) emitFailures.sum());
    figures.put(HostReport.DELIVERED, (double) delivered());
    figures.put(HostReport.DELIVERY_FAILURES, (double) publishFailures.sum());
    figures.put(HostReport.RETRANSMITTED, (double) retransmitted.sum());
    figures.put(HostReport.DEAD_LETTERS, (double) deadLettered.sum());
    figures.put(HostReport.EXPIRED, (double) expired.sum());
    failureCodes
        .counts()
        .forEach((code, count) -> figures.put(HostReport.FAILED_BY_CODE + code, (double) count));
  }
}
