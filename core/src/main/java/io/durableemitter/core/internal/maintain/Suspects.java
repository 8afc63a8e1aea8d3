package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.core.internal.deliver.FailurePolicy;
import io.durableemitter.core.internal.deliver.InFlightRows;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Finds events that were claimed several times without any result, as when the process ends at each
 * try. One of those that were claimed together may be the cause, so they are sent in ever smaller
 * groups, in the end alone: harmless ones are delivered, and the harmful one is known. A process
 * that is killed for other reasons is not slowed down much by what it had in hand. Used by the
 * retransmitter's thread only.
 */
final class Suspects {

  /** How many may be sent together after so many claims without a result, from two on. */
  private static final int[] COMPANY = {64, 8, 1};

  private static final int UNSUSPECTED = 2;
  private static final int CLAIMS_IN_COMPANY = UNSUSPECTED + COMPANY.length - 1;
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final FailurePolicy policy;
  private final InFlightRows inFlight;
  private final LongSupplier ticker;
  private final Set<Long> underWay = new HashSet<>();
  private long sinceNanos;
  private int pageSize = Integer.MAX_VALUE;

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
    return claimsWithoutResult(row) >= UNSUSPECTED;
  }

  /** With how many it may be sent, with itself. */
  private static int company(ClaimedEvent row) {
    return COMPANY[Math.min(claimsWithoutResult(row) - UNSUSPECTED, COMPANY.length - 1)];
  }

  /** How many rows to claim at once: among suspects, no more than are sent together. */
  int pageSize() {
    return pageSize;
  }

  /** How many rows from the first one on may be sent together. */
  int firstThatFit(List<ClaimedEvent> rows) {
    int innocent = 0;
    while (innocent < rows.size() && !isSuspect(rows.get(innocent))) {
      innocent++;
    }
    if (innocent > 0 || rows.isEmpty()) {
      pageSize = Integer.MAX_VALUE;
      return innocent;
    }
    int most = company(rows.get(0));
    int fit = 0;
    while (fit < Math.min(most, rows.size()) && isSuspect(rows.get(fit))) {
      most = Math.min(most, company(rows.get(fit)));
      fit++;
    }
    fit = Math.min(fit, most);
    pageSize = most;
    rows.subList(0, fit).forEach(row -> underWay.add(row.event().id()));
    sinceNanos = ticker.getAsLong();
    return fit;
  }

  /** Whether some are on their way, for which the others wait, but not for ever. */
  boolean areUnderWay() {
    underWay.removeIf(id -> !inFlight.contains(id));
    if (ticker.getAsLong() - sinceNanos > LONGEST_WAIT_NANOS) {
      underWay.clear();
    }
    return !underWay.isEmpty();
  }

  /** Whether one has had no result as often as an event may fail, alone. */
  boolean isExhausted(ClaimedEvent row) {
    return policy.isExhausted(
        claimsWithoutResult(row) - CLAIMS_IN_COMPANY,
        row.event().payload().orderingKey().isPresent());
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
