package io.durableemitter.chaos.check;

/**
 * An event that was sent once more after it had been accepted.
 *
 * @param id the event
 * @param acceptedNanos when it had been accepted before, as of {@link System#nanoTime()}
 * @param nanos when it came once more, to be accepted or refused
 */
public record Repeat(String id, long acceptedNanos, long nanos) {}
