package io.durableemitter.api;

import java.time.Instant;
import java.util.Optional;

/**
 * What has happened to an event that is not delivered yet. Immutable.
 *
 * @param attempts how often it was claimed, or failed at its first send
 * @param failures how often its delivery failed for a reason of its own
 * @param transportFailures how often it was sent in vain because the other end was out of reach
 * @param nextAttemptAt not to be sent before, by the store's clock; empty if it was not put off
 * @param lastError what went wrong last; empty if nothing did
 * @param lease the last lease on it, lasting or not; empty if nobody has one
 */
public record PendingState(
    int attempts,
    int failures,
    int transportFailures,
    Optional<Instant> nextAttemptAt,
    String lastError,
    Optional<EventLease> lease) {}
