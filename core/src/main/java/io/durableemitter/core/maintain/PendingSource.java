package io.durableemitter.core.maintain;

import io.durableemitter.api.ClaimedEvent;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.EventClaims;
import io.durableemitter.api.Page;
import io.durableemitter.api.PageRequest;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;
import java.util.UUID;

/** Where pending rows come from: claimed if the store is able to, else merely listed. */
@FunctionalInterface
public interface PendingSource {

  /** The most bytes of payloads in a page. */
  long MAX_PAGE_BYTES = 4L << 20;

  /**
   * The next rows in the order of the queue.
   *
   * @param after behind this place
   * @param limit the most, at least 1
   * @return the rows; attempts are zero if they are not claimed
   */
  Page<ClaimedEvent> next(PendingCursor after, int limit);

  /**
   * The rows of a store that are old enough.
   *
   * @param store the store
   * @param owner for whom they are claimed
   * @param lease how long
   * @param minAge how old they must be
   * @param counters counts claims
   */
  static PendingSource of(
      DurableEventStore store,
      UUID owner,
      Duration lease,
      Duration minAge,
      EmitterCounters counters) {
    return store
        .claims()
        .map(claims -> claiming(claims, owner, lease, minAge, counters))
        .orElseGet(
            () ->
                (after, limit) -> {
                  Page<DurableEvent> page =
                      store.listPending(new PageRequest(minAge, after, limit, MAX_PAGE_BYTES));
                  return new Page<>(
                      page.rows().stream().map(row -> new ClaimedEvent(row, 0, 0)).toList(),
                      page.next(),
                      page.more());
                });
  }

  private static PendingSource claiming(
      EventClaims claims, UUID owner, Duration lease, Duration minAge, EmitterCounters counters) {
    return (after, limit) -> {
      Page<ClaimedEvent> page =
          claims.claim(owner, lease, new PageRequest(minAge, after, limit, MAX_PAGE_BYTES));
      counters.claimed(page.rows().size());
      return page;
    };
  }
}
