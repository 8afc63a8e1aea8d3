package io.durableemitter.spi;

/**
 * A pending event that was claimed. Immutable.
 *
 * @param event the row
 * @param attempts how often it was claimed, or failed at its first send, with this claim; at least
 *     1
 * @param failures how often it failed on its own, as {@link EventClaims#backOff} was told
 */
public record ClaimedEvent(DurableEvent event, int attempts, int failures) {}
