package io.durableemitter.spring.internal.transaction;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.TransactionalEmit;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What was emitted in one transaction: handed over when it is committed, forgotten when it is not.
 * Spring suspends and resumes it with its transaction. By one thread.
 */
final class JoinedTransaction implements TransactionSynchronization {

  // what is beyond is found by the maintenance, so that a long transaction fills no memory
  private static final int MOST_HANDED_OVER = 10_000;

  /** An event of emitAsync, and who waits for it. */
  private record Awaited(TransactionalEmit emit, CompletableFuture<EmitReceipt> future) {}

  private final DataSource dataSource;
  private final List<TransactionalEmit> emits = new ArrayList<>();
  private final List<Awaited> awaited = new ArrayList<>();
  // how many were awaited at a savepoint; Spring does not say when it lets go of one
  private final Map<Object, Integer> savepoints = new WeakHashMap<>();
  private boolean committed;

  JoinedTransaction(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  boolean isOf(DataSource other) {
    return dataSource == other;
  }

  /** Whether an event can still be part of it. */
  boolean isOpen() {
    return !committed;
  }

  TransactionalEmit emit(Function<Connection, TransactionalEmit> insert) {
    if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
      throw new EmitException(
          Outcome.REJECTED,
          Reason.TRANSACTION,
          "the transaction is read-only, so no event can be stored in it: emit in one that may"
              + " write, without readOnly=true, or outside of it; the event was not stored");
    }
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      TransactionalEmit emit = insert.apply(connection);
      if (emits.size() < MOST_HANDED_OVER) {
        emits.add(emit);
      }
      return emit;
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  CompletableFuture<EmitReceipt> emitAsync(Function<Connection, TransactionalEmit> insert) {
    Awaited one = new Awaited(emit(insert), new CompletableFuture<>());
    awaited.add(one);
    return one.future();
  }

  /** Before all others, which may emit in theirs. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public void savepoint(Object savepoint) {
    savepoints.put(savepoint, awaited.size());
  }

  @Override
  public void savepointRollback(Object savepoint) {
    // one that is not known was there before the first emit
    int kept = savepoints.getOrDefault(savepoint, 0);
    List<Awaited> gone = awaited.subList(Math.min(kept, awaited.size()), awaited.size());
    List<Awaited> failed = List.copyOf(gone);
    gone.clear();
    failed.forEach(one -> one.future().completeExceptionally(rolledBack("to a savepoint")));
  }

  @Override
  public void afterCommit() {
    committed = true;
  }

  @Override
  public void afterCompletion(int status) {
    if (status != STATUS_ROLLED_BACK) {
      emits.forEach(JoinedTransaction::handOver);
    }
    for (Awaited one : awaited) {
      switch (status) {
        case STATUS_COMMITTED -> one.future().complete(one.emit().receipt());
        case STATUS_ROLLED_BACK -> one.future().completeExceptionally(rolledBack("as a whole"));
        default -> one.future().completeExceptionally(unknown());
      }
    }
  }

  private static void handOver(TransactionalEmit emit) {
    try {
      emit.handOver();
    } catch (IllegalStateException stillOpen) {
      // a commit that failed half way: the maintenance sends what became of it
      return;
    }
  }

  private static EmitException rolledBack(String how) {
    return new EmitException(
        Outcome.REJECTED,
        Reason.TRANSACTION,
        "the transaction was rolled back " + how + "; the event is not stored");
  }

  private static EmitException unknown() {
    return new EmitException(
        Outcome.UNKNOWN,
        Reason.TRANSACTION,
        "it is unknown whether the transaction was committed; if it was, the event is stored and"
            + " will be delivered");
  }
}
