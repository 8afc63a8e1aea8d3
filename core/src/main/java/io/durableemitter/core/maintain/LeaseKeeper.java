package io.durableemitter.core.maintain;

import io.durableemitter.api.EventClaims;
import io.durableemitter.core.deliver.InFlight;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps the leases of rows that are long on their way, so that no other process takes them over
 * while this one lives. It takes leases on slow first sends too, which have none. What is on its
 * way for less than a turn needs nothing, so that a healthy corridor writes no lease at all.
 */
public final class LeaseKeeper implements Pass {

  private static final int MOST_PER_STATEMENT = 2_000;

  private final EventClaims claims;
  private final UUID owner;
  private final Duration lease;
  private final Duration interval;
  private final InFlight inFlight;
  private Set<Long> seen = Set.of(); // by the duty's thread

  /**
   * A keeper.
   *
   * @param claims where leases are
   * @param owner whose
   * @param lease how long they last
   * @param interval between turns; so short that two of them pass within a lease
   * @param inFlight the rows on their way
   */
  public LeaseKeeper(
      EventClaims claims, UUID owner, Duration lease, Duration interval, InFlight inFlight) {
    this.claims = claims;
    this.owner = owner;
    this.lease = lease;
    this.interval = interval;
    this.inFlight = inFlight;
  }

  @Override
  public Duration runOnce() {
    Set<Long> now = inFlight.snapshot();
    long[] slow = now.stream().filter(seen::contains).mapToLong(Long::longValue).sorted().toArray();
    seen = now;
    for (int from = 0; from < slow.length; from += MOST_PER_STATEMENT) {
      claims.renew(
          owner,
          Arrays.copyOfRange(slow, from, Math.min(slow.length, from + MOST_PER_STATEMENT)),
          lease);
    }
    return interval;
  }
}
