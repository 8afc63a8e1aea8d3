package io.durableemitter.core.internal.persist;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EmitResult;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.batch.Offer;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.Timings;
import io.durableemitter.spi.BatchInserter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/**
 * Brings events of many callers into the store, many in one insert. Callers wait here for the
 * commit; nothing else in the engine makes them wait.
 */
public final class EventWriter {

  // longer than a healthy commit takes; see docs/decisions.md for what it is worth
  private static final Duration PATIENCE = Duration.ofMillis(10);

  private final BatchingConfig batching;
  private final InsertHandler handler;
  private final Batcher<InsertRequest> batcher;
  private final Completions completions;
  private final BacklogLimit limit;
  private final EmitterCounters counters;

  /**
   * A writer; {@link #start()} makes its threads.
   *
   * @param store where to insert
   * @param batching bounds of inserts and of their queue
   * @param limit how long the queue may grow
   * @param storedEvents told of each committed event
   * @param slow what took longer was stored late
   * @param completions completes the futures of asynchronous callers
   * @param hooks told of each insert
   * @param counters counts emits
   * @param throttle for reports
   */
  public EventWriter(
      BatchInserter store,
      BatchingConfig batching,
      BacklogLimit limit,
      StoredEvents storedEvents,
      Duration slow,
      Completions completions,
      Hooks hooks,
      EmitterCounters counters,
      LogThrottle throttle) {
    this(
        store,
        batching,
        limit,
        storedEvents,
        slow,
        completions,
        hooks,
        counters,
        throttle,
        System::nanoTime);
  }

  EventWriter(
      BatchInserter store,
      BatchingConfig batching,
      BacklogLimit limit,
      StoredEvents storedEvents,
      Duration slow,
      Completions completions,
      Hooks hooks,
      EmitterCounters counters,
      LogThrottle throttle,
      LongSupplier ticker) {
    this.completions = completions;
    this.limit = limit;
    this.counters = counters;
    this.handler =
        new InsertHandler(
            store, storedEvents, slow, completions, hooks, counters, throttle, ticker);
    this.batching = batching;
    this.batcher =
        new Batcher<>(
            "durable-emitter-insert",
            batching,
            PATIENCE,
            request -> request.event().payload().size(),
            handler);
  }

  /** Starts inserting. */
  public void start() {
    EmitFailures.rehearse();
    completions.start();
    batcher.start();
  }

  /** Inserts one batch on the calling thread and tells how many it had; needs no start. */
  int runOnce() {
    return batcher.runOnce();
  }

  /** Stores an event and waits for the commit, at most for the timeout. */
  public EmitReceipt write(EncodedEvent event, Duration timeout) {
    if (handler.isInserting()) {
      throw counted(EmitFailures.reentrant());
    }
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
    InsertRequest request = new InsertRequest(event, Optional.empty());
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
      throw counted(
          EmitFailures.timeout(
              request.withdraw(), handler.isWaiting() || request.isRefused(), timeout));
    } catch (ExecutionException e) {
      throw counted(EmitFailures.rethrown(e));
    }
  }

  /**
   * Stores many events and waits for all their commits, at most for the timeout in all.
   *
   * @param events made one by one, when their turn comes; may throw {@link EmitException}
   * @param timeout the most time to wait
   * @param timings for the time of each
   * @param settled told the result of each, and its place in the list, as soon as it is there
   * @return a result for each event
   */
  public List<EmitResult> writeAll(
      List<Supplier<EncodedEvent>> events,
      Duration timeout,
      Timings timings,
      ObjIntConsumer<EmitResult> settled) {
    if (handler.isInserting()) {
      List<EmitResult> refused =
          events.stream()
              .<EmitResult>map(event -> new EmitResult.Failed(counted(EmitFailures.reentrant())))
              .toList();
      for (int place = 0; place < refused.size(); place++) {
        settled.accept(refused.get(place), place);
      }
      return refused;
    }
    BulkWrite write =
        new BulkWrite(batcher, batching, limit, handler, counters, timings, settled, timeout);
    try {
      return write.run(events);
    } finally {
      if (write.wasInterrupted()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Stores an event without waiting. */
  public CompletableFuture<EmitReceipt> writeAsync(EncodedEvent event) {
    if (!completions.enter()) {
      return CompletableFuture.failedFuture(counted(EmitFailures.callbacksFull()));
    }
    InsertRequest request = new InsertRequest(event, Optional.of(completions));
    boolean accepted = false;
    try {
      if (!limit.admitsNow(event.payload().size())) {
        throw counted(EmitFailures.backlog(limit));
      }
      refuseUnless(batcher.offer(request));
      accepted = true;
      return request;
    } catch (EmitException refused) {
      return CompletableFuture.failedFuture(refused);
    } finally {
      if (!accepted) {
        completions.leave();
      }
    }
  }

  private void refuseUnless(Offer offer) {
    switch (offer) {
      case ACCEPTED -> {}
      case FULL -> throw counted(EmitFailures.full(batching.queueSize()));
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

  /** What is wrong with its threads; empty if nothing is. */
  public Optional<String> problem() {
    return batcher.problem();
  }

  /** Whether none of its threads has ended that nobody ended. */
  public boolean isAlive() {
    return batcher.isAlive();
  }

  /** Refuses new events and finishes the inserts under way. */
  public boolean close(Duration timeout) {
    return batcher.close(timeout);
  }
}
