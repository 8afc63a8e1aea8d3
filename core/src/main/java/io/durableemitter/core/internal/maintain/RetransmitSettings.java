package io.durableemitter.core.internal.maintain;

import java.time.Duration;

/**
 * How fast events are sent again.
 *
 * @param interval between sweeps
 * @param batchSize the most rows in a page
 */
public record RetransmitSettings(Duration interval, int batchSize) {}
