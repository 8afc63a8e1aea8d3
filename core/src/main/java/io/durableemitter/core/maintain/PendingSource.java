package io.durableemitter.core.maintain;

import io.durableemitter.api.ClaimRequest;
import io.durableemitter.api.ClaimedEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.EventClaims;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Where pending rows come from: claimed if the store is able to, else merely listed. */
@FunctionalInterface
public interface PendingSource {

  /**
   * The next rows in the order of the queue.
   *
   * @param after behind this place
   * @param limit the most, at least 1
   * @return the rows; fewer than the limit if there are no more. Attempts are zero if they are not
   *     claimed
   */
  List<ClaimedEvent> next(PendingCursor after, int limit);

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
                (after, limit) ->
                    store.listPending(minAge, after, limit).stream()
                        .map(row -> new ClaimedEvent(row, 0))
                        .toList());
  }

  private static PendingSource claiming(
      EventClaims claims, UUID owner, Duration lease, Duration minAge, EmitterCounters counters) {
    return (after, limit) -> {
      List<ClaimedEvent> page = claims.claim(new ClaimRequest(owner, lease, minAge, after, limit));
      counters.claimed(page.size());
      return page;
    };
  }
}
