package io.durableemitter.core.metrics;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A store whose operations are counted and timed, with all its abilities. */
public final class MeteredStore implements DurableEventStore {

  private final DurableEventStore store;
  private final StoreCounters counters;
  private final Timings timings;

  /** A store around another. */
  public MeteredStore(DurableEventStore store, StoreCounters counters, Timings timings) {
    this.store = store;
    this.counters = counters;
    this.timings = timings;
  }

  @Override
  public long insert(Payload payload) {
    return metered(StoreOperation.INSERT, () -> store.insert(payload));
  }

  @Override
  public void delete(long id) {
    metered(
        StoreOperation.DELETE,
        () -> {
          store.delete(id);
          return id;
        });
  }

  @Override
  public boolean markDelivered(long id) {
    return metered(StoreOperation.MARK_DELIVERED, () -> store.markDelivered(id));
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    return metered(StoreOperation.MARK_DELIVERED_BATCH, () -> store.markDeliveredBatch(ids));
  }

  @Override
  public int purgeDelivered(int limit) {
    return metered(StoreOperation.PURGE_DELIVERED, () -> store.purgeDelivered(limit));
  }

  @Override
  public List<DurableEvent> listPending(Duration minAge, PendingCursor after, int limit) {
    return metered(StoreOperation.LIST_PENDING, () -> store.listPending(minAge, after, limit));
  }

  @Override
  public int deleteExpired(Duration ttl, int limit) {
    return metered(StoreOperation.DELETE_EXPIRED, () -> store.deleteExpired(ttl, limit));
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return store
        .batchInserter()
        .map(
            inserter ->
                payloads ->
                    metered(StoreOperation.INSERT_BATCH, () -> inserter.insertBatch(payloads)));
  }

  @Override
  public Optional<DurableQueueObserver> queueObserver() {
    return store
        .queueObserver()
        .map(
            observer ->
                (ttl, lead) ->
                    metered(StoreOperation.OBSERVE_QUEUE, () -> observer.observeQueue(ttl, lead)));
  }

  private <T> T metered(StoreOperation operation, Supplier<T> work) {
    long begin = System.nanoTime();
    boolean error = true;
    try {
      T result = work.get();
      error = false;
      return result;
    } finally {
      counters.ended(operation, error);
      timings.store(operation, System.nanoTime() - begin);
    }
  }
}
