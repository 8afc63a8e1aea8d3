package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.time.Duration;
import java.time.Instant;

/** A store with which something happens right after a page has been read. */
class ListingStore implements DurableEventStore {

  private final DurableEventStore store;
  private final Runnable afterListing;

  ListingStore(DurableEventStore store, Runnable afterListing) {
    this.store = store;
    this.afterListing = afterListing;
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    Page<DurableEvent> page = store.listPending(request);
    afterListing.run();
    return page;
  }

  @Override
  public long insert(Payload payload) {
    return store.insert(payload);
  }

  @Override
  public void delete(long id) {
    store.delete(id);
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    return store.markDeliveredBatch(ids);
  }

  @Override
  public Slice purgeDelivered(PendingCursor after, int limit) {
    return store.purgeDelivered(after, limit);
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    return store.deleteExpired(ttl, after, limit);
  }

  @Override
  public Instant currentTime() {
    return store.currentTime();
  }

  @Override
  public void probe() {
    store.probe();
  }
}
