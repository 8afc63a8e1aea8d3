package io.durableemitter.chaos.crash;

import io.durableemitter.api.Payload;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.testkit.ForwardingEventStore;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** A real store; the process may die before or after it does something. */
final class CrashingStore extends ForwardingEventStore {

  private final Bomb bomb;
  private final Runnable untilOthersQueue;

  CrashingStore(DurableEventStore store, Bomb bomb, Runnable untilOthersQueue) {
    super(store);
    this.bomb = bomb;
    this.untilOthersQueue = untilOthersQueue;
  }

  @Override
  public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
    long[] ids =
        super.insertBatch(
            most,
            () -> {
              List<Payload> payloads = departing.get();
              if (bomb.isDueAt(CrashStep.QUEUED)) {
                untilOthersQueue.run();
                Bomb.explode();
              }
              bomb.at(CrashStep.BEFORE_INSERT);
              return payloads;
            });
    bomb.at(CrashStep.CALLERS_NOT_TOLD);
    return ids;
  }

  @Override
  public int markDeliveredBatch(UUID owner, long[] ids) {
    bomb.at(CrashStep.BEFORE_MARK);
    int marked = super.markDeliveredBatch(owner, ids);
    bomb.at(CrashStep.MARKED);
    return marked;
  }
}
