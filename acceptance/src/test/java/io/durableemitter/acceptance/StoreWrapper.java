package io.durableemitter.acceptance;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.time.Duration;
import java.time.Instant;
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
  public Slice purgeDelivered(PendingCursor after, int limit) {
    return store.purgeDelivered(after, limit);
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    return store.listPending(request);
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    return store.deleteExpired(ttl, after, limit);
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

  @Override
  public Instant currentTime() {
    return store.currentTime();
  }

  @Override
  public void probe() {
    store.probe();
  }
}
