package io.durableemitter.core.internal.persist;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.TransactionalInsert;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Stores events within transactions of callers, on their threads and with their connections. Safe
 * for concurrent use.
 */
public final class TransactionalWriter {

  private final DurableEventStore store;
  private final BacklogLimit limit;
  private final Duration dueAfter;
  private final LongConsumer committed;
  private final Hooks hooks;
  private final EmitterCounters counters;

  /**
   * A writer.
   *
   * @param store where to insert
   * @param limit how long the queue may grow
   * @param dueAfter when an event may be sent that nobody has handed over
   * @param committed takes each row that is handed over
   * @param hooks told of each insert
   * @param counters counts events
   */
  public TransactionalWriter(
      DurableEventStore store,
      BacklogLimit limit,
      Duration dueAfter,
      LongConsumer committed,
      Hooks hooks,
      EmitterCounters counters) {
    this.store = store;
    this.limit = limit;
    this.dueAfter = dueAfter;
    this.committed = committed;
    this.hooks = hooks;
    this.counters = counters;
  }

  /** Stores events, all or none. Never waits for room in the backlog: the caller holds locks. */
  public TransactionalEmit write(Connection connection, List<EncodedEvent> events) {
    if (events.isEmpty()) {
      return new HandOver(new TransactionalInsert(List.of(), () -> false), List.of(), committed);
    }
    if (!events.stream().allMatch(event -> limit.admitsNow(event.payload().size()))) {
      throw counted(EmitFailures.backlog(limit));
    }
    TransactionalInsert insert = insert(connection, events);
    counters.emittedInTransaction(events.size());
    List<EmitReceipt> receipts = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      receipts.add(new EmitReceipt(events.get(i).header().id(), insert.ids().get(i)));
    }
    return new HandOver(insert, receipts, committed);
  }

  private TransactionalInsert insert(Connection connection, List<EncodedEvent> events) {
    long begin = System.nanoTime();
    Throwable error = null;
    try {
      return store.insertInTransaction(
          connection, events.stream().map(EncodedEvent::payload).toList(), dueAfter);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      error = e;
      throw counted(refused(e));
    } catch (StoreException e) {
      error = e;
      throw counted(
          new EmitException(
              Outcome.REJECTED,
              Reason.STORE_FAILED,
              e.getMessage() + "; the event is not stored",
              e));
    } finally {
      tellHooks(begin, events.size(), error);
    }
  }

  private static EmitException refused(RuntimeException e) {
    return new EmitException(
        Outcome.REJECTED, Reason.TRANSACTION, e.getMessage() + "; the event was not stored", e);
  }

  private void tellHooks(long begin, int count, @Nullable Throwable error) {
    hooks.onEmitInsert(
        new Hooks.EmitInsert(
            Duration.ofNanos(System.nanoTime() - begin), count, Optional.ofNullable(error)));
  }

  private EmitException counted(EmitException failure) {
    counters.emitFailed();
    return failure;
  }
}
