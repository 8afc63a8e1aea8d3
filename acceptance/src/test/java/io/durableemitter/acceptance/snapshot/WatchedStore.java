package io.durableemitter.acceptance.snapshot;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.DeadLetterStore;
import io.durableemitter.api.DurableEvent;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.api.DurableQueueStats;
import io.durableemitter.api.EventClaims;
import io.durableemitter.api.Page;
import io.durableemitter.api.PageRequest;
import io.durableemitter.api.Payload;
import io.durableemitter.api.PendingCursor;
import io.durableemitter.api.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A real store with all its abilities that remembers how long sweeps and looks at it took. */
final class WatchedStore implements DurableEventStore {

  private final DurableEventStore store;
  private final Optional<SweepTimer> sweeps;
  private final AtomicLong longestLook = new AtomicLong();

  WatchedStore(DurableEventStore store) {
    this.store = store;
    this.sweeps = store.claims().map(SweepTimer::new);
  }

  Duration longestSweep() {
    return sweeps.map(SweepTimer::longest).orElse(Duration.ZERO);
  }

  Duration longestLook() {
    return Duration.ofNanos(longestLook.get());
  }

  /** Begins anew. */
  void forget() {
    sweeps.ifPresent(SweepTimer::forget);
    longestLook.set(0);
  }

  @Override
  public Optional<EventClaims> claims() {
    return sweeps.map(timer -> timer);
  }

  @Override
  public Optional<DurableQueueObserver> queueObserver() {
    return store.queueObserver().map(this::watched);
  }

  private DurableQueueObserver watched(DurableQueueObserver observer) {
    return new DurableQueueObserver() {
      @Override
      public DurableQueueStats observeQueue(Duration ttl, Duration lead) {
        return look(observer, ttl, lead);
      }

      @Override
      public Optional<String> hindrance() {
        return observer.hindrance();
      }
    };
  }

  private DurableQueueStats look(DurableQueueObserver observer, Duration ttl, Duration lead) {
    long begin = System.nanoTime();
    DurableQueueStats stats = observer.observeQueue(ttl, lead);
    longestLook.accumulateAndGet(System.nanoTime() - begin, Math::max);
    return stats;
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
  public Page<DurableEvent> listPending(PageRequest request) {
    return store.listPending(request);
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    return store.deleteExpired(ttl, after, limit);
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
