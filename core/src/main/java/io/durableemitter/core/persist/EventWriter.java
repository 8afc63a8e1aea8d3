package io.durableemitter.core.persist;

import io.durableemitter.api.BatchInserter;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.batch.Batcher;
import io.durableemitter.api.batch.BatcherSettings;
import io.durableemitter.api.batch.Offer;
import io.durableemitter.core.encode.EncodedEvent;
import io.durableemitter.core.metrics.EmitterCounters;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings events of many callers into the store, many in one insert. Callers wait here for the
 * commit; nothing else in the engine makes them wait.
 */
public final class EventWriter {

  private final int capacity;
  private final Batcher<InsertRequest> batcher;
  private final BacklogLimit limit;
  private final EmitterCounters counters;

  /**
   * A writer; {@link #start()} makes its threads.
   *
   * @param store where to insert
   * @param settings bounds of the insert queue; weights are bytes
   * @param limit how long the queue may grow
   * @param storedEvents told of each committed event
   * @param hooks told of each insert
   * @param counters counts emits
   */
  public EventWriter(
      DurableEventStore store,
      BatcherSettings settings,
      BacklogLimit limit,
      StoredEvents storedEvents,
      Hooks hooks,
      EmitterCounters counters) {
    this.capacity = settings.maxQueued();
    this.limit = limit;
    this.counters = counters;
    Optional<BatchInserter> batches = store.batchInserter();
    BatchInserter inserter = batches.orElse(payloads -> new long[] {store.insert(payloads.get(0))});
    this.batcher =
        new Batcher<>(
            batches.isPresent() ? settings : settings.withMaxBatch(1),
            request -> request.event().payload().size(),
            new InsertHandler(inserter, storedEvents, hooks, counters));
  }

  /** Starts inserting. */
  public void start() {
    batcher.start();
  }

  /** Inserts one batch on the calling thread and tells how many it had; needs no start. */
  int runOnce() {
    return batcher.runOnce();
  }

  /** Stores an event and waits for the commit, at most for the timeout. */
  public EmitReceipt write(EncodedEvent event, Duration timeout) {
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
    InsertRequest request = new InsertRequest(event);
    try {
      if (!limit.admits(event.payload().size(), timeout)) {
        throw counted(EmitFailures.backlog(limit));
      }
      Offer offer = batcher.offer(request);
      if (offer == Offer.FULL) {
        offer = batcher.offer(request, Duration.ofNanos(deadline - System.nanoTime()));
      }
      refuseUnless(offer);
      return request.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw counted(EmitFailures.interrupted(request.withdraw(), e));
    } catch (TimeoutException e) {
      throw counted(EmitFailures.timeout(request.withdraw(), timeout));
    } catch (ExecutionException e) {
      // thrown anew, so that the stack trace is the caller's
      throw e.getCause() instanceof EmitException failure
          ? new EmitException(
              failure.outcome(), failure.reason(), String.valueOf(failure.getMessage()), failure)
          : EmitFailures.store(e);
    }
  }

  /** Stores an event without waiting. */
  public CompletableFuture<EmitReceipt> writeAsync(EncodedEvent event) {
    InsertRequest request = new InsertRequest(event);
    try {
      if (!limit.admitsNow(event.payload().size())) {
        throw counted(EmitFailures.backlog(limit));
      }
      refuseUnless(batcher.offer(request));
      return request;
    } catch (EmitException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private void refuseUnless(Offer offer) {
    switch (offer) {
      case ACCEPTED -> {}
      case FULL -> throw counted(EmitFailures.full(capacity));
      case CLOSED -> throw EmitFailures.closed();
    }
  }

  private EmitException counted(EmitException failure) {
    counters.emitFailed();
    return failure;
  }

  /** Events waiting for a worker. */
  public int queued() {
    return batcher.queued();
  }

  /** Refuses new events and finishes the inserts under way. */
  public boolean close(Duration timeout) {
    return batcher.close(timeout);
  }
}
