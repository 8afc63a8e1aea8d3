package io.durableemitter.core.internal.maintain;

import io.durableemitter.core.internal.deliver.InFlightRows;
import io.durableemitter.spi.EventClaims;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * Renews the leases of rows that have been in flight for longer than a turn, so that no other
 * process takes them over while this one lives. Slow first sends, which have no lease, get one.
 * Rows that are done within a turn cause no write, so a healthy pipeline writes no lease at all.
 */
public final class LeaseKeeper implements Pass {

  private static final int MOST_PER_STATEMENT = 2_000;

  /** {@link EventClaims#renewClaims}. */
  @FunctionalInterface
  public interface Renewal {
    /** Renews leases; see there. */
    long[] renew(UUID owner, long[] ids, Duration lease);
  }

  private final Renewal renewal;
  private final UUID owner;
  private final Duration lease;
  private final Duration interval;
  private final InFlightRows inFlight;
  private Set<Long> seen = Set.of(); // by the duty's thread

  /**
   * A keeper.
   *
   * @param renewal where leases are
   * @param owner whose
   * @param lease how long they last
   * @param interval between turns; so short that three of them pass within a lease
   * @param inFlight the rows on their way
   */
  public LeaseKeeper(
      Renewal renewal, UUID owner, Duration lease, Duration interval, InFlightRows inFlight) {
    this.renewal = renewal;
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
      int to = Math.min(slow.length, from + MOST_PER_STATEMENT);
      renew(Arrays.copyOfRange(slow, from, to));
    }
    return interval;
  }

  // What is being given back must not get a lease right after, which nobody would end.
  private void renew(long[] slow) {
    inFlight.whileNoneIsGivenUp(
        () -> {
          long[] ids = Arrays.stream(slow).filter(inFlight::contains).toArray();
          if (ids.length > 0) {
            long[] held = renewal.renew(owner, ids, lease);
            for (long id : ids) {
              if (Arrays.binarySearch(held, id) < 0) {
                inFlight.lost(id);
              }
            }
          }
        });
  }
}
