package com.example.orders.cdi;

import io.durableemitter.api.TransactionalEmit;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;

/** What was emitted in one transaction: handed over after its commit. By one thread. */
final class JoinedTransaction implements Synchronization {

  // what is beyond is sent by the maintenance, so that a long transaction fills no memory
  private static final int MOST_HANDED_OVER = 10_000;

  private final List<TransactionalEmit> emits = new ArrayList<>();

  private JoinedTransaction() {}

  /** The one of the calling thread's transaction. */
  static JoinedTransaction of(TransactionSynchronizationRegistry transactions) {
    if (transactions.getResource(JoinedTransaction.class) instanceof JoinedTransaction joined) {
      return joined;
    }
    JoinedTransaction joined = new JoinedTransaction();
    transactions.registerInterposedSynchronization(joined);
    transactions.putResource(JoinedTransaction.class, joined);
    return joined;
  }

  void add(TransactionalEmit emit) {
    if (emits.size() < MOST_HANDED_OVER) {
      emits.add(emit);
    }
  }

  @Override
  public void beforeCompletion() {
    // the events are in the database already
  }

  /** Unless it was rolled back: where the outcome is unknown, the rows decide what is sent. */
  @Override
  public void afterCompletion(int status) {
    if (status != Status.STATUS_ROLLEDBACK) {
      emits.forEach(TransactionalEmit::handOver);
    }
  }
}
