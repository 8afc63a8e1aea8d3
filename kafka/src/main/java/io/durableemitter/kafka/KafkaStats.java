package io.durableemitter.kafka;

/**
 * What a {@link KafkaBatchEmitter} has done since it was made, and what it is doing. Immutable.
 *
 * @param delivered events that the in-sync replicas have
 * @param rejected events that were refused, see {@link KafkaRejection}
 * @param failed events that failed otherwise, or were left when the transport closed
 * @param producersReplaced how often the producer had to be replaced by a new one
 * @param queued events waiting to be sent, now
 * @param inFlight events sent and not answered, waiting for their topic, or whose callback has not
 *     run, now
 * @param waitingTopics topics that events wait for, now
 */
public record KafkaStats(
    long delivered,
    long rejected,
    long failed,
    long producersReplaced,
    int queued,
    int inFlight,
    int waitingTopics) {}
