package io.durableemitter.chipingress;

/**
 * What a batch client has done since it was made, and what it is doing. Immutable.
 *
 * @param sends calls made, with those that failed
 * @param delivered events the server accepted
 * @param rejected events the server refused
 * @param failed events whose call failed, or whose result was missing
 * @param splits batches cut because the server found them too large
 * @param mismatches results that were missing, surplus, or of another event
 * @param queued events waiting to be sent, now
 * @param inFlight calls in flight, with those whose callbacks are running, now
 */
public record BatchClientStats(
    long sends,
    long delivered,
    long rejected,
    long failed,
    long splits,
    long mismatches,
    int queued,
    int inFlight) {}
