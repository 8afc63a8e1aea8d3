package io.durableemitter.api;

/**
 * A pending event that was claimed. Immutable.
 *
 * @param event the row
 * @param attempts how often it was claimed, or failed at its first send, with this claim; at least
 *     1
 */
public record ClaimedEvent(DurableEvent event, int attempts) {}
