package io.durableemitter.spring.internal.transaction;

import io.cloudevents.CloudEvent;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EmitResult;
import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.api.TransactionalEmitter;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stores an event within the transaction that the calling thread is in, and by itself if it is in
 * none. Safe for concurrent use.
 *
 * <p>Within a transaction {@code emit} returns when the row is inserted: the event is durable with
 * the commit, and sent after it. {@code emitAll} stores all events or none. {@code emitAsync}
 * inserts on the calling thread, and its future completes after the commit; a rollback fails it.
 */
public final class JoiningEmitter implements EventEmitter {

  private final EventEmitter alone;
  private final TransactionalEmitter within;
  private final BoundTransactions transactions;

  /**
   * An emitter.
   *
   * @param emitter stores events
   * @param transactions knows which transaction a thread is in
   * @param <E> its type
   */
  public <E extends EventEmitter & TransactionalEmitter> JoiningEmitter(
      E emitter, BoundTransactions transactions) {
    this.alone = emitter;
    this.within = emitter;
    this.transactions = transactions;
  }

  @Override
  public EmitReceipt emit(Event event) {
    return emit(connection -> within.emit(connection, event), () -> alone.emit(event));
  }

  @Override
  public EmitReceipt emit(byte[] body, Map<String, ?> attributes) {
    return emit(
        connection -> within.emit(connection, body, attributes),
        () -> alone.emit(body, attributes));
  }

  @Override
  public EmitReceipt emit(CloudEvent event) {
    return emit(connection -> within.emit(connection, event), () -> alone.emit(event));
  }

  private EmitReceipt emit(
      Function<Connection, TransactionalEmit> joined, Supplier<EmitReceipt> otherwise) {
    Optional<JoinedTransaction> transaction = transactions.current();
    return transaction.isPresent() ? transaction.get().emit(joined).receipt() : otherwise.get();
  }

  @Override
  public List<EmitResult> emitAll(List<Event> events) {
    Optional<JoinedTransaction> transaction = transactions.current();
    if (transaction.isEmpty()) {
      return alone.emitAll(events);
    }
    try {
      return transaction
          .get()
          .emit(connection -> within.emitAll(connection, events))
          .receipts()
          .stream()
          .<EmitResult>map(EmitResult.Stored::new)
          .toList();
    } catch (EmitException e) {
      return events.stream().<EmitResult>map(event -> new EmitResult.Failed(e)).toList();
    }
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(Event event) {
    return emitAsync(connection -> within.emit(connection, event), () -> alone.emitAsync(event));
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(byte[] body, Map<String, ?> attributes) {
    return emitAsync(
        connection -> within.emit(connection, body, attributes),
        () -> alone.emitAsync(body, attributes));
  }

  @Override
  public CompletableFuture<EmitReceipt> emitAsync(CloudEvent event) {
    return emitAsync(connection -> within.emit(connection, event), () -> alone.emitAsync(event));
  }

  private CompletableFuture<EmitReceipt> emitAsync(
      Function<Connection, TransactionalEmit> joined,
      Supplier<CompletableFuture<EmitReceipt>> otherwise) {
    Optional<JoinedTransaction> transaction = transactions.current();
    if (transaction.isEmpty()) {
      return otherwise.get();
    }
    try {
      return transaction.get().emitAsync(joined);
    } catch (EmitException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
