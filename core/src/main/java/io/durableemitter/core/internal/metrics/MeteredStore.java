package io.durableemitter.core.internal.metrics;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.DeadLetterStore;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A store whose operations are counted and timed, with all its abilities. */
public final class MeteredStore implements DurableEventStore {

  private final DurableEventStore store;
  private final StoreMeter meter;

  /** A store around another. */
  public MeteredStore(DurableEventStore store, StoreCounters counters, Timings timings) {
    this.store = store;
    this.meter = new StoreMeter(counters, timings);
  }

  @Override
  public long insert(Payload payload) {
    return meter.metered(StoreOperation.INSERT, () -> store.insert(payload));
  }

  @Override
  public void delete(long id) {
    meter.metered(
        StoreOperation.DELETE,
        () -> {
          store.delete(id);
          return id;
        });
  }

  @Override
  public boolean markDelivered(long id) {
    return meter.metered(StoreOperation.MARK_DELIVERED, () -> store.markDelivered(id));
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    return meter.metered(StoreOperation.MARK_DELIVERED_BATCH, () -> store.markDeliveredBatch(ids));
  }

  @Override
  public Slice purgeDelivered(PendingCursor after, int limit) {
    return meter.metered(StoreOperation.PURGE_DELIVERED, () -> store.purgeDelivered(after, limit));
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    return meter.metered(StoreOperation.LIST_PENDING, () -> store.listPending(request));
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    return meter.metered(
        StoreOperation.DELETE_EXPIRED, () -> store.deleteExpired(ttl, after, limit));
  }

  @Override
  public Instant currentTime() {
    return store.currentTime();
  }

  @Override
  public void probe() {
    meter.metered(
        StoreOperation.PROBE,
        () -> {
          store.probe();
          return true;
        });
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return store.batchInserter().map(this::metered);
  }

  private BatchInserter metered(BatchInserter inserter) {
    return new BatchInserter() {
      @Override
      public long[] insertBatch(List<Payload> payloads) {
        return meter.metered(StoreOperation.INSERT_BATCH, () -> inserter.insertBatch(payloads));
      }

      @Override
      public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
        return meter.metered(
            StoreOperation.INSERT_BATCH, () -> inserter.insertBatch(most, departing));
      }
    };
  }

  @Override
  public Optional<String> weakness(int users) {
    return store.weakness(users);
  }

  @Override
  public Optional<DurableQueueObserver> queueObserver() {
    return store.queueObserver().map(this::metered);
  }

  private DurableQueueObserver metered(DurableQueueObserver observer) {
    return new DurableQueueObserver() {
      @Override
      public DurableQueueStats observeQueue(Duration ttl, Duration lead) {
        return meter.metered(StoreOperation.OBSERVE_QUEUE, () -> observer.observeQueue(ttl, lead));
      }

      @Override
      public Optional<String> vacuumBlocker() {
        return observer.vacuumBlocker();
      }
    };
  }

  @Override
  public Optional<EventClaims> claims() {
    return store.claims().map(claims -> new MeteredClaims(claims, meter));
  }

  @Override
  public Optional<DeadLetterStore> deadLetters() {
    return store.deadLetters().map(deadLetters -> new MeteredDeadLetters(deadLetters, meter));
  }
}
