package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.core.internal.deliver.FailurePolicy;
import io.durableemitter.core.internal.deliver.InFlightRows;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Finds events that were claimed several times without any result, as when the process ends at each
 * try. One event of a page may be the cause, so suspects are sent one at a time: harmless ones are
 * delivered, and the harmful one is known. Used by the retransmitter's thread only.
 */
final class Suspects {

  private static final int CLAIMS_IN_COMPANY = 2;
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long NONE = Long.MIN_VALUE;

  private final FailurePolicy policy;
  private final InFlightRows inFlight;
  private final LongSupplier ticker;
  private long underWay = NONE;
  private long sinceNanos;

  Suspects(FailurePolicy policy, InFlightRows inFlight, LongSupplier ticker) {
    this.policy = policy;
    this.inFlight = inFlight;
    this.ticker = ticker;
  }

  /** Claims that had no result, without this one. */
  private static int claimsWithoutResult(ClaimedEvent row) {
    return row.attempts() - row.failures() - 1;
  }

  private static boolean isSuspect(ClaimedEvent row) {
    return claimsWithoutResult(row) >= CLAIMS_IN_COMPANY;
  }

  /** How many rows from the first one on may be sent together. */
  int firstThatFit(List<ClaimedEvent> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (isSuspect(rows.get(i))) {
        if (i > 0) {
          return i;
        }
        underWay = rows.get(0).event().id();
        sinceNanos = ticker.getAsLong();
        return 1;
      }
    }
    return rows.size();
  }

  /** Whether one is on its way, for which the others wait, but not for ever. */
  boolean isOneUnderWay() {
    if (underWay != NONE
        && (!inFlight.contains(underWay) || ticker.getAsLong() - sinceNanos > LONGEST_WAIT_NANOS)) {
      underWay = NONE;
    }
    return underWay != NONE;
  }

  /** Whether one has had no result as often as an event may fail, alone. */
  boolean isExhausted(ClaimedEvent row) {
    return policy.isExhausted(claimsWithoutResult(row) - CLAIMS_IN_COMPANY);
  }

  DeadLetterRequest request(ClaimedEvent row, EventHeader header) {
    return new DeadLetterRequest(
        row.event().id(),
        header,
        DeadLetterReason.TOO_MANY_ATTEMPTS,
        "claimed "
            + claimsWithoutResult(row)
            + " times without a result: each time the process ended, or stood still, meanwhile");
  }
}
