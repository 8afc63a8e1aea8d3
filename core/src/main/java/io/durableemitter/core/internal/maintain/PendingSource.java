package io.durableemitter.core.internal.maintain;

import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Where pending rows come from: claimed, page by page.
 *
 * @param claims of the store
 * @param owner for whom they are claimed
 * @param lease how long
 * @param minAge how old rows must be that are claimed in the order of the queue
 * @param counters counts claims
 */
public record PendingSource(
    EventClaims claims, UUID owner, Duration lease, Duration minAge, EmitterCounters counters) {

  /** The most bytes of payloads in a page. */
  static final long MAX_PAGE_BYTES = 4L << 20;

  /** The next rows in the order of the queue, behind a place. */
  Page<ClaimedEvent> next(PendingCursor after, int limit) {
    Page<ClaimedEvent> page =
        claims.claim(owner, lease, new PageRequest(minAge, after, limit, MAX_PAGE_BYTES));
    counters.claimed(page.rows().size());
    return page;
  }

  /** The rows that come next of these ordering keys. */
  long[] nextInOrder(long[] keys) {
    return claims.nextInOrder(keys);
  }

  /** These rows, whatever their age, as far as they can be claimed. */
  List<ClaimedEvent> claim(long[] ids) {
    List<ClaimedEvent> rows = claims.claim(owner, lease, ids, MAX_PAGE_BYTES);
    counters.claimed(rows.size());
    return rows;
  }
}
