package io.durableemitter.api;

import java.time.Instant;

/**
 * An event that was given up, kept until it is redriven, discarded, or past its retention.
 * Immutable.
 *
 * @param id its place among the dead letters
 * @param rowId the row it was in the queue
 * @param header what identifies the event; texts are empty where the payload does not tell
 * @param payload the encoded event, unaltered
 * @param createdAt when the event was stored, by the store's clock
 * @param diedAt when it was given up, by the store's clock
 * @param reason why
 * @param lastError what went wrong last, or why nothing was tried; may be empty
 * @param attempts how often it was sent, as far as is written down: a first send that failed
 *     because the other end was out of reach is not. 0 if it was sent no more than that
 */
public record DeadLetter(
    long id,
    long rowId,
    EventHeader header,
    Payload payload,
    Instant createdAt,
    Instant diedAt,
    DeadLetterReason reason,
    String lastError,
    int attempts) {}
