package io.durableemitter.spi;

import java.time.Instant;
import java.util.UUID;

/**
 * The leases that a process holds now. Immutable.
 *
 * @param owner the process, as in its reports
 * @param rows how many rows it holds, at least 1
 * @param soonestEnd when the first of the leases ends, by the store's clock
 * @param latestEnd when the last of them ends
 */
public record OwnedLeases(UUID owner, long rows, Instant soonestEnd, Instant latestEnd) {}
