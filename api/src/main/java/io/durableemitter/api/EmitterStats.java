package io.durableemitter.api;

/**
 * What an emitter has done since it was made, and what it is doing. Immutable; the figures are read
 * one after the other, so they need not add up exactly while events flow.
 *
 * @param emitted events made durable by this emitter
 * @param emittedInTransactions events stored within transactions of callers, committed or not; not
 *     among {@code emitted}
 * @param emitFailures emits that were refused or ended with an unknown outcome, without those made
 *     before start or after close
 * @param delivered events delivered by this emitter, with those that others stored
 * @param deliveryFailures delivery attempts that failed; their events stay pending
 * @param bufferFull events that the transport had no room for; they stay pending
 * @param retransmitted events handed to the transport again, from the store
 * @param undecodable rows met whose payload is not a CloudEvent, counted at each sweep
 * @param expired events taken out of the queue because they were too old; unless they are discarded
 *     they are among the dead letters, too
 * @param purged delivered rows removed, if the store keeps them
 * @param hookFailures calls of hooks that threw, or that were left out because hooks were slow
 * @param heldByGate new events that were not handed over because the gate was closed; they waited
 *     in the store
 * @param claimed rows claimed, to be sent again
 * @param backedOff events put off after a failure of their own
 * @param deadLetters events that became dead letters
 * @param deadLettersPurged dead letters removed because they were kept long enough
 * @param fallbackSuccesses events delivered alone after their batch had failed
 * @param fallbackFailures events that failed alone, too; they stay pending
 * @param fallbackInFlight events being tried alone now
 * @param insertQueued events waiting for an insert now
 * @param inFlight events with the transport, or delivered and not yet removed, now
 * @param markQueued delivered rows waiting for removal now
 */
public record EmitterStats(
    long emitted,
    long emittedInTransactions,
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
    long deadLetters,
    long deadLettersPurged,
    long fallbackSuccesses,
    long fallbackFailures,
    int fallbackInFlight,
    int insertQueued,
    int inFlight,
    int markQueued) {}
