package io.durableemitter.core.persist;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.Payload;
import io.durableemitter.api.batch.BatchHandler;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Inserts a batch and tells everybody: hooks, the dispatcher, then the callers. */
final class InsertHandler implements BatchHandler<InsertRequest> {

  private final BatchInserter inserter;
  private final StoredEvents storedEvents;
  private final Hooks hooks;
  private final EmitterCounters counters;

  InsertHandler(
      BatchInserter inserter, StoredEvents storedEvents, Hooks hooks, EmitterCounters counters) {
    this.inserter = inserter;
    this.storedEvents = storedEvents;
    this.hooks = hooks;
    this.counters = counters;
  }

  @Override
  public void handle(List<InsertRequest> batch) {
    List<InsertRequest> taken = new ArrayList<>(batch.size());
    List<Payload> payloads = new ArrayList<>(batch.size());
    for (InsertRequest request : batch) {
      if (request.take()) {
        taken.add(request);
        payloads.add(request.event().payload());
      }
    }
    if (!taken.isEmpty()) {
      insert(taken, payloads);
    }
  }

  private void insert(List<InsertRequest> taken, List<Payload> payloads) {
    long begin = System.nanoTime();
    long[] ids;
    try {
      ids = inserter.insertBatch(payloads);
    } catch (Throwable error) {
      tellHooks(begin, taken.size(), Optional.of(error));
      fail(taken, EmitFailures.store(error));
      return;
    }
    tellHooks(begin, taken.size(), Optional.empty());
    counters.emitted(taken.size());
    for (int i = 0; i < taken.size(); i++) {
      storedEvents.stored(ids[i], taken.get(i).event());
    }
    for (int i = 0; i < taken.size(); i++) {
      taken.get(i).stored(ids[i]);
    }
  }

  private void tellHooks(long begin, int count, Optional<Throwable> error) {
    hooks.onEmitInsert(
        new Hooks.EmitInsert(Duration.ofNanos(System.nanoTime() - begin), count, error));
  }

  private void fail(List<InsertRequest> requests, EmitException failure) {
    for (InsertRequest request : requests) {
      counters.emitFailed();
      request.completeExceptionally(failure);
    }
  }

  // Only a defect of ours gets here, since insert() catches what the store throws: whether the
  // events are stored is then unknown.
  @Override
  public void failed(List<InsertRequest> batch, Throwable error) {
    batch.forEach(request -> request.completeExceptionally(EmitFailures.store(error)));
  }

  @Override
  public void abandoned(List<InsertRequest> batch) {
    fail(batch.stream().filter(InsertRequest::take).toList(), EmitFailures.abandoned());
  }
}
