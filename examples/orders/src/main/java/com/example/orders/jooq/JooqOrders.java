package com.example.orders.jooq;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import com.example.orders.Order;
import com.example.orders.Orders;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.api.TransactionalEmitter;
import org.jooq.DSLContext;

/** jOOQ opens the transaction and commits it; its connection takes the event along. */
public final class JooqOrders implements Orders {

  private final DSLContext jooq;
  private final TransactionalEmitter emitter;

  /** The pool of the context is that of the service; the emitter has one of its own. */
  public JooqOrders(DSLContext jooq, TransactionalEmitter emitter) {
    this.jooq = jooq;
    this.emitter = emitter;
  }

  @Override
  public String place(Order order) {
    TransactionalEmit emitted =
        jooq.transactionResult(
            configuration -> {
              DSLContext transaction = configuration.dsl();
              TransactionalEmit emit =
                  transaction.connectionResult(
                      connection -> emitter.emit(connection, order.placed()));
              insert(transaction, order, emit.receipt().eventId());
              order.requireCredit(); // what is thrown here rolls back
              return emit;
            });
    emitted.handOver(); // after the commit: sends at once
    return emitted.receipt().eventId();
  }

  private static void insert(DSLContext transaction, Order order, String event) {
    transaction
        .insertInto(table("orders"), field("id"), field("cents"), field("event_id"))
        .values(order.id(), order.cents(), event)
        .execute();
  }
}
