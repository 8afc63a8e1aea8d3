package io.durableemitter.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An event that is stored and not delivered yet. Immutable.
 *
 * @param id its row in the queue
 * @param header what identifies the event; empty if the payload cannot be decoded
 * @param undecodable why the payload cannot be decoded; empty if it can
 * @param payload the encoded event, unaltered
 * @param createdAt when it was stored, by the store's clock
 * @param age how long ago that was, by the store's clock
 * @param state what has happened to it since
 */
public record PendingEvent(
    long id,
    Optional<EventHeader> header,
    String undecodable,
    Payload payload,
    Instant createdAt,
    Duration age,
    PendingState state) {}
