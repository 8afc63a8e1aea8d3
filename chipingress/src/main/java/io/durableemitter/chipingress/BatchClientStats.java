package io.durableemitter.chipingress;

/**
 * What a batch client has done since it was made, and what it is doing. Immutable.
 *
 * @param sends calls made, including those that failed
 * @param delivered events the server accepted
 * @param rejected events the server refused
 * @param failed events whose call failed, whose result was missing, that were too large, or that
 *     were left when the client closed
 * @param splits requests halved because the server found them too large
 * @param mismatches results that were missing, surplus, or of another event
 * @param bisections requests halved because their call failed and one of their events may be the
 *     reason
 * @param queued events waiting to be sent, now
 * @param inFlight requests being sent or answered, until their callbacks have run, now
 * @param concurrencyLimit how many requests may be in flight, now: at most the workers of the
 *     batching, fewer while the server is slow or overloaded
 */
public record BatchClientStats(
    long sends,
    long delivered,
    long rejected,
    long failed,
    long splits,
    long mismatches,
    long bisections,
    int queued,
    int inFlight,
    int concurrencyLimit) {}
