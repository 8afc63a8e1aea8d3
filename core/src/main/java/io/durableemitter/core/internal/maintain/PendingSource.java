package io.durableemitter.core.internal.maintain;

import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Where pending rows come from: claimed if the store is able to, else merely listed. */
public interface PendingSource {

  /** The most bytes of payloads in a page. */
  long MAX_PAGE_BYTES = 4L << 20;

  /**
   * The next rows in the order of the queue that are old enough for everybody.
   *
   * @param after behind this place
   * @param limit the most, at least 1
   * @return the rows; attempts are zero if they are not claimed
   */
  Page<ClaimedEvent> next(PendingCursor after, int limit);

  /**
   * These rows, whatever their age, as far as they can be claimed.
   *
   * @param ids the rows
   * @return none if the store cannot claim
   */
  List<ClaimedEvent> claim(long[] ids);

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
        .<PendingSource>map(claims -> new Claiming(claims, owner, lease, minAge, counters))
        .orElseGet(() -> new Listing(store, minAge));
  }

  /** Rows of a store that can claim. */
  record Claiming(
      EventClaims claims, UUID owner, Duration lease, Duration minAge, EmitterCounters counters)
      implements PendingSource {

    @Override
    public Page<ClaimedEvent> next(PendingCursor after, int limit) {
      Page<ClaimedEvent> page =
          claims.claim(owner, lease, new PageRequest(minAge, after, limit, MAX_PAGE_BYTES));
      counters.claimed(page.rows().size());
      return page;
    }

    @Override
    public List<ClaimedEvent> claim(long[] ids) {
      List<ClaimedEvent> rows = claims.claim(owner, lease, ids, MAX_PAGE_BYTES);
      counters.claimed(rows.size());
      return rows;
    }
  }

  /** Rows of a store that cannot claim. */
  record Listing(DurableEventStore store, Duration minAge) implements PendingSource {

    @Override
    public Page<ClaimedEvent> next(PendingCursor after, int limit) {
      Page<DurableEvent> page =
          store.listPending(new PageRequest(minAge, after, limit, MAX_PAGE_BYTES));
      return new Page<>(
          page.rows().stream().map(row -> new ClaimedEvent(row, 0, 0)).toList(),
          page.next(),
          page.more());
    }

    @Override
    public List<ClaimedEvent> claim(long[] ids) {
      return List.of();
    }
  }
}
