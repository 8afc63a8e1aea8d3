package io.durableemitter.core.internal.metrics;

import io.durableemitter.api.DeadLetterReason;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the engine has counted since it was made. Safe for concurrent use; reading is not atomic.
 */
public final class EmitterCounters {

  private final LongAdder emitted = new LongAdder();
  private final LongAdder emitFailures = new LongAdder();
  private final Adders<Phase> published = new Adders<>(Phase.class);
  private final Adders<Phase> publishFailures = new Adders<>(Phase.class);
  private final Adders<Phase> bufferFull = new Adders<>(Phase.class);
  private final LongAdder retransmitted = new LongAdder();
  private final LongAdder undecodable = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder purged = new LongAdder();
  private final LongAdder hookFailures = new LongAdder();
  private final LongAdder heldByGate = new LongAdder();
  private final LongAdder claimed = new LongAdder();
  private final LongAdder backedOff = new LongAdder();
  private final Adders<DeadLetterReason> deadLettered = new Adders<>(DeadLetterReason.class);
  private final LongAdder deadLettersPurged = new LongAdder();
  private final LongAdder fallbackSuccesses = new LongAdder();
  private final LongAdder fallbackFailures = new LongAdder();

  /** Events became durable. */
  public void emitted(int count) {
    emitted.add(count);
  }

  /** An emit failed. */
  public void emitFailed() {
    emitFailures.increment();
  }

  /** The transport delivered an event. */
  public void published(Phase phase) {
    published.increment(phase);
  }

  /** The transport did not deliver an event. */
  public void publishFailed(Phase phase) {
    publishFailures.increment(phase);
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

  long publishedIn(Phase phase) {
    return published.sum(phase);
  }

  long publishFailuresIn(Phase phase) {
    return publishFailures.sum(phase);
  }

  long bufferFullIn(Phase phase) {
    return bufferFull.sum(phase);
  }

  long deadLetteredFor(DeadLetterReason reason) {
    return deadLettered.sum(reason);
  }

  /** The counts as they are now. */
  public Snapshot snapshot() {
    return new Snapshot(
        emitted.sum(),
        emitFailures.sum(),
        published.sum() + fallbackSuccesses.sum(),
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
        fallbackFailures.sum());
  }

  /** Counts at one moment. */
  public record Snapshot(
      long emitted,
      long emitFailures,
      long delivered,
      long deliveryFailures,
      long bufferFull,
      long retransmitted,
      long undecodable,
      long expired,
      long purged,
      long hookFailures,
      long heldByGate,
      long claimed,
      long backedOff,
      long deadLettered,
      long deadLettersPurged,
      long fallbackSuccesses,
      long fallbackFailures) {}
}
