package io.durableemitter.core.internal.persist;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitResult;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.batch.Offer;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.Timings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores many events of one caller. It encodes and offers them part by part, each as large as one
 * insert, and lets go of each event once its outcome is known, so it never holds more than the
 * queue and the inserts do. Used by the calling thread only.
 */
final class BulkWrite {

  /** An event that was offered. */
  private record Waiting(int place, InsertRequest request, long handedOver) {}

  private final Batcher<InsertRequest> batcher;
  private final BatchingConfig batching;
  private final BacklogLimit limit;
  private final InsertHandler handler;
  private final EmitterCounters counters;
  private final Timings timings;
  private final ObjIntConsumer<EmitResult> settled;
  private final Duration timeout;
  private final long deadline;
  private final List<Waiting> part = new ArrayList<>();
  private final Deque<Waiting> offered = new ArrayDeque<>();
  private long partWeight;
  private EmitResult[] results = new EmitResult[0];
  private @Nullable InterruptedException interruption;

  BulkWrite(
      Batcher<InsertRequest> batcher,
      BatchingConfig batching,
      BacklogLimit limit,
      InsertHandler handler,
      EmitterCounters counters,
      Timings timings,
      ObjIntConsumer<EmitResult> settled,
      Duration timeout) {
    this.batcher = batcher;
    this.batching = batching;
    this.limit = limit;
    this.handler = handler;
    this.counters = counters;
    this.timings = timings;
    this.settled = settled;
    this.timeout = timeout;
    this.deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
  }

  /** Stores events, each made when its turn comes; whose making fails has that as its outcome. */
  List<EmitResult> run(List<Supplier<EncodedEvent>> events) {
    results = new EmitResult[events.size()];
    for (int place = 0; place < results.length; place++) {
      try {
        gather(place, events.get(place));
      } catch (EmitException refused) {
        settle(place, new EmitResult.Failed(refused));
      }
    }
    offerPart();
    while (!offered.isEmpty()) {
      settleFirst();
    }
    return List.copyOf(Arrays.asList(results));
  }

  private void gather(int place, Supplier<EncodedEvent> made) {
    if (interruption != null) {
      throw counted(EmitFailures.interrupted(true, interruption));
    }
    if (left() <= 0) {
      throw counted(EmitFailures.timeout(true, handler.isWaiting(), timeout));
    }
    EncodedEvent event = made.get();
    int size = event.payload().size();
    if (part.size() >= batching.batchSize() || partWeight + size > batching.batchBytes()) {
      offerPart();
    }
    if (!limit.admitsNow(size)) {
      offerPart(); // it does not wait for the room that this one waits for
      awaitBacklog(size);
    }
    part.add(new Waiting(place, new InsertRequest(event, Optional.empty()), System.nanoTime()));
    partWeight += size;
  }

  private void awaitBacklog(int size) {
    try {
      if (!limit.admits(size, Duration.ofNanos(left()))) {
        throw counted(EmitFailures.backlog(limit));
      }
    } catch (InterruptedException e) {
      interrupted(e);
      throw counted(EmitFailures.interrupted(true, e));
    }
  }

  private void offerPart() {
    List<InsertRequest> requests = part.stream().map(Waiting::request).toList();
    int taken = batcher.offerAll(requests);
    offered.addAll(part.subList(0, taken));
    while (taken < requests.size()) {
      Waiting next = part.get(taken);
      Optional<EmitException> refused = offer(next.request());
      if (refused.isPresent()) {
        settle(next.place(), new EmitResult.Failed(refused.get()));
      } else {
        offered.add(next);
      }
      taken++;
      int more = batcher.offerAll(requests.subList(taken, requests.size()));
      offered.addAll(part.subList(taken, taken + more));
      taken += more;
    }
    part.clear();
    partWeight = 0;
    while (!offered.isEmpty() && offered.getFirst().request().isDone()) {
      settleFirst();
    }
  }

  /** Offers one event, and waits for room as long as there is time. */
  private Optional<EmitException> offer(InsertRequest request) {
    if (interruption != null) {
      return Optional.of(counted(EmitFailures.interrupted(true, interruption)));
    }
    try {
      Offer offer = batcher.offer(request, Duration.ofNanos(left()));
      return switch (offer) {
        case ACCEPTED -> Optional.empty();
        case FULL -> Optional.of(counted(EmitFailures.full(batching.queueSize())));
        case CLOSED -> Optional.of(EmitFailures.closed());
      };
    } catch (InterruptedException e) {
      interrupted(e);
      return Optional.of(counted(EmitFailures.interrupted(true, e)));
    }
  }

  private void settleFirst() {
    Waiting first = offered.removeFirst();
    EmitResult result = outcome(first.request());
    settle(first.place(), result);
    timings.emit(System.nanoTime() - first.handedOver(), !result.isStored());
  }

  private void settle(int place, EmitResult result) {
    results[place] = result;
    settled.accept(result, place);
  }

  private EmitResult outcome(InsertRequest request) {
    try {
      long nanos = interruption == null ? left() : 0;
      return new EmitResult.Stored(request.get(nanos, TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      interrupted(e);
      return outcome(request);
    } catch (TimeoutException e) {
      boolean withdrawn = request.withdraw();
      if (!withdrawn && request.isDone()) {
        return outcome(request);
      }
      return new EmitResult.Failed(counted(gaveUp(withdrawn, request.isRefused())));
    } catch (ExecutionException e) {
      return new EmitResult.Failed(counted(EmitFailures.rethrown(e)));
    }
  }

  private EmitException gaveUp(boolean withdrawn, boolean refused) {
    return interruption == null
        ? EmitFailures.timeout(withdrawn, handler.isWaiting() || refused, timeout)
        : EmitFailures.interrupted(withdrawn, interruption);
  }

  // the flag is set again at the end: until then it would end each wait, also those for no time
  private void interrupted(InterruptedException e) {
    interruption = e;
  }

  boolean wasInterrupted() {
    return interruption != null;
  }

  private long left() {
    return deadline - System.nanoTime();
  }

  private EmitException counted(EmitException failure) {
    counters.emitFailed();
    return failure;
  }
}
