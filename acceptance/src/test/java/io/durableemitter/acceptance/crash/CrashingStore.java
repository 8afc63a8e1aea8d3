package io.durableemitter.acceptance.crash;

import io.durableemitter.acceptance.StoreWrapper;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.EventClaims;
import java.util.List;
import java.util.Optional;

/** A real store with all its abilities; the process may die before or after it does something. */
final class CrashingStore extends StoreWrapper {

  private final Bomb bomb;
  private final Runnable untilOthersQueue;

  CrashingStore(DurableEventStore store, Bomb bomb, Runnable untilOthersQueue) {
    super(store);
    this.bomb = bomb;
    this.untilOthersQueue = untilOthersQueue;
  }

  @Override
  public long insert(Payload payload) {
    return insert(payloads -> new long[] {store().insert(payload)}, List.of(payload))[0];
  }

  @Override
  public Optional<BatchInserter> batchInserter() {
    return store().batchInserter().map(inserter -> payloads -> insert(inserter, payloads));
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
    int marked = store().markDeliveredBatch(ids);
    bomb.at(CrashStep.MARKED);
    return marked;
  }

  @Override
  public Optional<EventClaims> claims() {
    return store().claims().map(claims -> new CrashingClaims(claims, bomb));
  }
}
