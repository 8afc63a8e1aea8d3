package io.durableemitter.core.internal.deliver;

import java.time.Duration;

/**
 * When the gate closes and how it looks for the other end.
 *
 * @param failuresToClose how many events in a row must fail by trouble of the transport
 * @param firstProbe how long after closing the first probe goes out
 * @param longestProbe the most time between probes
 */
public record GateSettings(int failuresToClose, Duration firstProbe, Duration longestProbe) {}
