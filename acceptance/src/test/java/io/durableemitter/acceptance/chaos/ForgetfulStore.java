package io.durableemitter.acceptance.chaos;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.DeadLetterStore;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.api.EventClaims;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.api.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A real store that says of each fifth insert that nobody knows, though it is committed. */
final class ForgetfulStore implements DurableEventStore {

  private static final int FORGOTTEN = 5;

  private final DurableEventStore store;
  private final AtomicLong inserts = new AtomicLong();

  ForgetfulStore(DurableEventStore store) {
    this.store = store;
  }

  @Override
  public long insert(Payload payload) {
    return forget(new long[] {store.insert(payload)})[0];
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return store
        .batchInserter()
        .map(inserter -> payloads -> forget(inserter.insertBatch(payloads)));
  }

  private long[] forget(long[] ids) {
    if (inserts.incrementAndGet() % FORGOTTEN == 0) {
      throw new StoreException(StoreException.Outcome.UNKNOWN, "forgotten on purpose", null);
    }
    return ids;
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
