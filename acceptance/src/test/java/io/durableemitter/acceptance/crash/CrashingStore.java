package io.durableemitter.acceptance.crash;

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

/** A real store with all its abilities; the process may die before or after it does something. */
final class CrashingStore implements DurableEventStore {

  private final DurableEventStore store;
  private final Bomb bomb;
  private final Runnable untilOthersQueue;

  CrashingStore(DurableEventStore store, Bomb bomb, Runnable untilOthersQueue) {
    this.store = store;
    this.bomb = bomb;
    this.untilOthersQueue = untilOthersQueue;
  }

  @Override
  public long insert(Payload payload) {
    return insert(payloads -> new long[] {store.insert(payload)}, List.of(payload))[0];
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return store.batchInserter().map(inserter -> payloads -> insert(inserter, payloads));
  }

  private long[] insert(BatchInserter inserter, List<Payload> payloads) {
    if (bomb.isDueAt(CrashStep.QUEUED)) {
      untilOthersQueue.run();
      Bomb.explode();
    }
    bomb.at(CrashStep.BEFORE_INSERT);
    long[] ids = inserter.insertBatch(payloads);
    bomb.at(CrashStep.CALLERS_NOT_TOLD);
    return ids;
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    bomb.at(CrashStep.BEFORE_MARK);
    int marked = store.markDeliveredBatch(ids);
    bomb.at(CrashStep.MARKED);
    return marked;
  }

  @Override
  public Optional<EventClaims> claims() {
    return store.claims().map(claims -> new CrashingClaims(claims, bomb));
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
  public Optional<DeadLetterStore> deadLetters() {
    return store.deadLetters();
  }
}
