package io.durableemitter.core.simulation;

import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.testkit.InMemoryEventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Pages of a store that looks at so many ids, and reads so many bytes, at once. */
final class Pages {

  private final InMemoryEventStore store;
  private final EventClaims claims;
  private final ShadowRows shadow;
  private final Terms terms;

  Pages(InMemoryEventStore store, ShadowRows shadow, Terms terms) {
    this.store = store;
    this.claims = store;
    this.shadow = shadow;
    this.terms = terms;
  }

  private PageRequest bounded(PageRequest request) {
    return new PageRequest(
        request.minAge(), request.after(), request.maxRows(), bytes(request.maxBytes()));
  }

  long bytes(long asked) {
    return Math.min(asked, terms.pageBytes());
  }

  Page<DurableEvent> list(PageRequest request) {
    Page<DurableEvent> page = store.listPending(bounded(request));
    if (terms.window() == 0) {
      return page;
    }
    long end = Math.max(0, request.after().id()) + terms.window();
    List<DurableEvent> rows = page.rows().stream().filter(row -> row.id() <= end).toList();
    boolean isWithin = rows.size() == page.rows().size();
    if (isWithin && page.more()) {
      return page;
    }
    return end < shadow.lastId()
        ? new Page<>(rows, new PendingCursor(Instant.EPOCH, end), true)
        : new Page<>(rows, PendingCursor.START, false);
  }

  Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    if (terms.window() == 0) {
      return claims.claim(owner, lease, bounded(request));
    }
    Page<DurableEvent> page = list(request);
    long[] ids = page.rows().stream().mapToLong(DurableEvent::id).toArray();
    return new Page<>(
        claims.claim(owner, lease, ids, bytes(request.maxBytes())), page.next(), page.more());
  }
}
