package io.durableemitter.spi;

/**
 * A bounded piece of a removal, and where to go on. Immutable.
 *
 * @param count how many rows were removed
 * @param next the place behind what was looked at
 * @param more whether there may be more behind it; false at the end of the queue
 */
public record Slice(int count, PendingCursor next, boolean more) {}
