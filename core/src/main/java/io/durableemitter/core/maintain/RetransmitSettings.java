package io.durableemitter.core.maintain;

import java.time.Duration;

/**
 * When and how many events are sent again.
 *
 * @param interval between sweeps, and between probes while calls fail
 * @param after only events at least this old
 * @param batchSize the most rows in a page
 * @param maxInFlight the most retransmissions under way
 */
public record RetransmitSettings(
    Duration interval, Duration after, int batchSize, int maxInFlight) {}
