package io.durableemitter.acceptance;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.DeadLetterStore;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.api.EventClaims;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A real store with all its abilities, some of which a test changes. */
public abstract class StoreWrapper implements DurableEventStore {

  private final DurableEventStore store;

  /** Around a store. */
  protected StoreWrapper(DurableEventStore store) {
    this.store = store;
  }

  /** The store. */
  protected final DurableEventStore store() {
    return store;
  }

  @Override
  public long insert(Payload payload) {
    return store.insert(payload);
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return store.batchInserter();
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    return store.markDeliveredBatch(ids);
  }

  @Override
  public void delete(long id) {
    store.delete(id);
  }

  @Override
  public int purgeDelivered(int limit) {
    return store.purgeDelivered(limit);
  }

  @Override
  public List<DurableEvent> listPending(Duration minAge, PendingCursor after, int limit) {
    return store.listPending(minAge, after, limit);
  }

  @Override
  public int deleteExpired(Duration ttl, int limit) {
    return store.deleteExpired(ttl, limit);
  }

  @Override
  public Optional<DurableQueueObserver> queueObserver() {
    return store.queueObserver();
  }

  @Override
  public Optional<EventClaims> claims() {
    return store.claims();
  }

  @Override
  public Optional<DeadLetterStore> deadLetters() {
    return store.deadLetters();
  }
}
