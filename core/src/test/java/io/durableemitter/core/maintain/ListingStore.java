package io.durableemitter.core.maintain;

import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import java.time.Duration;
import java.util.List;

/** A store with which something happens right after a page has been read. */
class ListingStore implements DurableEventStore {

  private final DurableEventStore store;
  private final Runnable afterListing;

  ListingStore(DurableEventStore store, Runnable afterListing) {
    this.store = store;
    this.afterListing = afterListing;
  }

  @Override
  public List<DurableEvent> listPending(Duration minAge, PendingCursor after, int limit) {
    List<DurableEvent> page = store.listPending(minAge, after, limit);
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
  public int purgeDelivered(int limit) {
    return store.purgeDelivered(limit);
  }

  @Override
  public int deleteExpired(Duration ttl, int limit) {
    return store.deleteExpired(ttl, limit);
  }
}
