package io.durableemitter.core.maintain;

import java.time.Duration;

/**
 * How fast events are sent again.
 *
 * @param interval between sweeps, and after calls that all failed
 * @param batchSize the most rows in a page
 * @param maxInFlight the most retransmissions under way
 */
public record RetransmitSettings(Duration interval, int batchSize, int maxInFlight) {}
