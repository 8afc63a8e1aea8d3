package com.example.orders.cdi;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Event;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.core.DurableEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Stores an event within the JTA transaction of the calling thread, and by itself if there is none.
 */
@ApplicationScoped
public class TransactionalEvents {

  @Inject DurableEmitter emitter;
  @Inject DataSource dataSource;
  @Inject TransactionSynchronizationRegistry transactions;

  /**
   * Stores an event.
   *
   * @param event what happened
   * @return which event it is; within a transaction it is durable with the commit
   * @throws EmitException if it is not stored, or, outside of a transaction, may not be
   */
  public EmitReceipt emit(Event event) {
    return isInTransaction()
        ? join(connection -> emitter.emit(connection, event)).receipt()
        : emitter.emit(event);
  }

  /**
   * Stores events within a transaction, by one statement.
   *
   * @param events what happened
   * @return which events they are, in this order
   * @throws EmitException if they are not stored, or if there is no transaction
   */
  public List<EmitReceipt> emitTogether(List<Event> events) {
    if (!isInTransaction()) {
      throw rejected("there is no transaction to store the events in; begin one");
    }
    return join(connection -> emitter.emitAll(connection, events)).receipts();
  }

  private boolean isInTransaction() {
    int status = transactions.getTransactionStatus();
    return status == Status.STATUS_ACTIVE || status == Status.STATUS_MARKED_ROLLBACK;
  }

  /** The pool gives out the connection that is part of the transaction already. */
  private TransactionalEmit join(Function<Connection, TransactionalEmit> insert) {
    try (Connection connection = dataSource.getConnection()) {
      TransactionalEmit emit = insert.apply(connection);
      JoinedTransaction.of(transactions).add(emit);
      return emit;
    } catch (SQLException e) {
      throw rejected("the transaction has no connection for the event: " + e.getMessage());
    }
  }

  private static EmitException rejected(String why) {
    return new EmitException(EmitException.Outcome.REJECTED, EmitException.Reason.TRANSACTION, why);
  }
}
