package io.durableemitter.core.persist;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.Payload;
import io.durableemitter.api.StoreException;
import io.durableemitter.api.batch.BatchHandler;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Inserts a batch and tells everybody: hooks, the dispatcher, then the callers. */
final class InsertHandler implements BatchHandler<InsertRequest> {

  private static final int MOST_INSERTS = 100;

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
    List<InsertRequest> taken = batch.stream().filter(InsertRequest::take).toList();
    if (!taken.isEmpty()) {
      insertInParts(taken);
    }
  }

  // An insert is all or nothing: if the store refuses an event, its neighbours are inserted without
  // it. Bounded, since a store that refuses everything would be asked for each event.
  private void insertInParts(List<InsertRequest> taken) {
    Deque<List<InsertRequest>> parts = new ArrayDeque<>();
    parts.push(taken);
    for (int inserts = 1; !parts.isEmpty(); inserts++) {
      List<InsertRequest> part = parts.pop();
      Optional<Throwable> error = insert(part);
      if (error.isPresent()) {
        int size = part.size();
        if (size > 1 && inserts < MOST_INSERTS && isDataRefused(error.get())) {
          parts.push(part.subList(size / 2, size));
          parts.push(part.subList(0, size / 2));
        } else {
          fail(part, EmitFailures.store(error.get()));
        }
      }
    }
  }

  private static boolean isDataRefused(Throwable error) {
    return error instanceof StoreException failure && failure.isDataRefused();
  }

  /** Inserts and tells everybody; or tells the hooks, and returns why not. */
  private Optional<Throwable> insert(List<InsertRequest> part) {
    List<Payload> payloads = part.stream().map(request -> request.event().payload()).toList();
    long begin = System.nanoTime();
    long[] ids;
    try {
      ids = inserter.insertBatch(payloads);
    } catch (Throwable error) {
      tellHooks(begin, part.size(), Optional.of(error));
      return Optional.of(error);
    }
    tellHooks(begin, part.size(), Optional.empty());
    counters.emitted(part.size());
    for (int i = 0; i < part.size(); i++) {
      storedEvents.stored(ids[i], part.get(i).event());
    }
    for (int i = 0; i < part.size(); i++) {
      part.get(i).stored(ids[i]);
    }
    return Optional.empty();
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
