package io.durableemitter.core.internal.persist;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.BatchInserter;
import io.durableemitter.spi.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Inserts a batch, then tells hooks, the dispatcher and the callers, in this order. An error of a
 * hook or of the dispatcher does not change what callers are told, which is whether the store has
 * their event.
 */
final class InsertHandler implements BatchHandler<InsertRequest> {

  private static final int MOST_INSERTS = 100;

  private final BatchInserter inserter;
  private final StoredEvents storedEvents;
  private final long slowNanos;
  private final Completions completions;
  private final Hooks hooks;
  private final EmitterCounters counters;
  private final Consumer<Throwable> notHandedOver;
  private final LongSupplier ticker;
  private final Set<Thread> inserting = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();

  InsertHandler(
      BatchInserter inserter,
      StoredEvents storedEvents,
      Duration slow,
      Completions completions,
      Hooks hooks,
      EmitterCounters counters,
      LogThrottle throttle,
      LongSupplier ticker) {
    this.inserter = inserter;
    this.storedEvents = storedEvents;
    this.slowNanos = slow.toNanos();
    this.completions = completions;
    this.hooks = hooks;
    this.counters = counters;
    this.notHandedOver =
        throttle
            .log(InsertHandler.class)
            .errorOf(
                "hand-over", "a row could not be handed over; it is stored and will be sent later");
    this.ticker = ticker;
  }

  /** Whether the calling thread inserts just now, and so must not wait for an insert. */
  boolean isInserting() {
    return inserting.contains(Thread.currentThread());
  }

  /** Whether an insert waits for what it needs of the store, a connection above all. */
  boolean isWaiting() {
    return waiting.get() > 0;
  }

  @Override
  public void handle(List<InsertRequest> batch) {
    inserting.add(Thread.currentThread());
    try {
      insertInParts(batch);
    } finally {
      inserting.remove(Thread.currentThread());
      completions.flush();
    }
  }

  // An insert is all or nothing: if the store refuses an event, its neighbours are inserted without
  // it. Bounded, since a store that refuses everything would be asked for each event.
  private void insertInParts(List<InsertRequest> batch) {
    Deque<List<InsertRequest>> parts = new ArrayDeque<>();
    parts.push(batch);
    for (int inserts = 1; !parts.isEmpty(); inserts++) {
      Departure departure = new Departure(parts.pop(), waiting);
      Optional<Throwable> error = insert(departure);
      if (error.isPresent()) {
        boolean departed = departure.hasDeparted();
        boolean again = inserts < MOST_INSERTS && isDataRefused(error.get());
        if (!departed && !again) {
          departure.refuse();
        }
        List<InsertRequest> part = departure.aboard();
        int size = part.size();
        if (size > 1 && again) {
          parts.push(part.subList(size / 2, size));
          parts.push(part.subList(0, size / 2));
        } else {
          fail(
              part,
              departed ? EmitFailures.store(error.get()) : EmitFailures.notTried(error.get()));
        }
      }
    }
  }

  private static boolean isDataRefused(Throwable error) {
    return error instanceof StoreException failure && failure.isDataRefused();
  }

  /** Inserts and tells everybody; or tells the hooks, and returns why not. */
  private Optional<Throwable> insert(Departure departure) {
    long begin = ticker.getAsLong();
    long[] ids;
    departure.await();
    try {
      ids = inserter.insertBatch(departure.most(), departure);
    } catch (Throwable error) {
      tellHooks(begin, departure.most(), Optional.of(error));
      return Optional.of(error);
    } finally {
      departure.endWait();
    }
    // From here on the events are stored, whatever is thrown: nothing may keep a caller from it.
    List<InsertRequest> part = departure.aboard();
    long nanos = ticker.getAsLong() - begin;
    counters.emitted(part.size(), nanos);
    for (int i = 0; i < ids.length; i++) {
      handOver(ids[i], part.get(i), nanos > slowNanos);
    }
    for (int i = 0; i < ids.length; i++) {
      part.get(i).stored(ids[i]);
    }
    if (ids.length > 0) {
      tellHooks(begin, part.size(), Optional.empty());
    }
    return Optional.empty();
  }

  private void handOver(long rowId, InsertRequest request, boolean late) {
    try {
      if (late) {
        storedEvents.storedLate(rowId);
      } else {
        storedEvents.stored(rowId, request.event());
      }
    } catch (Throwable thrown) {
      notHandedOver.accept(thrown);
    }
  }

  private void tellHooks(long begin, int count, Optional<Throwable> error) {
    try {
      hooks.onEmitInsert(
          new Hooks.EmitInsert(Duration.ofNanos(ticker.getAsLong() - begin), count, error));
    } catch (OutOfMemoryError moment) {
      counters.hooksFailed(1);
    }
  }

  private static void fail(List<InsertRequest> requests, EmitException failure) {
    requests.forEach(request -> request.failed(failure));
  }

  // Only without memory, or by a defect of ours, does one get here: insert() catches what the store
  // throws. May come again for the same batch; who has been told keeps what he was told.
  @Override
  public void failed(List<InsertRequest> batch, Throwable error) {
    for (InsertRequest request : batch) {
      request.failed(request.take() ? EmitFailures.notTried(error) : EmitFailures.store(error));
    }
    completions.flush();
  }

  @Override
  public void abandoned(List<InsertRequest> batch) {
    Departure never = new Departure(batch, waiting);
    never.refuse();
    fail(never.aboard(), EmitFailures.abandoned());
    completions.flush();
  }
}
