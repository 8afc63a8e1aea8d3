package io.durableemitter.http;

/**
 * What an {@link HttpBatchEmitter} has done since it was made, and what it is doing. Immutable.
 *
 * @param requests calls that were made, those that were repeated among them
 * @param delivered events that the receiver has accepted
 * @param rejected events that the receiver has refused, or that could not be written
 * @param failed events that failed otherwise, or were left when the transport closed
 * @param splits requests that the receiver found too large, and that were halved
 * @param bisections requests that were refused as a whole, and halved to find the reason
 * @param queued events waiting to be sent, now
 * @param inFlight batches that are being sent, or whose callbacks run, now
 */
public record HttpStats(
    long requests,
    long delivered,
    long rejected,
    long failed,
    long splits,
    long bisections,
    int queued,
    int inFlight) {}
