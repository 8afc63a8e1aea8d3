package com.example.orders.hibernate;

import com.example.orders.Order;
import com.example.orders.Orders;
import io.durableemitter.api.TransactionalEmit;
import io.durableemitter.api.TransactionalEmitter;
import org.hibernate.SessionFactory;

/** Hibernate opens the transaction and commits it; its connection takes the event along. */
public final class HibernateOrders implements Orders {

  private final SessionFactory sessions;
  private final TransactionalEmitter emitter;

  /** The pool of the sessions is that of the service; the emitter has one of its own. */
  public HibernateOrders(SessionFactory sessions, TransactionalEmitter emitter) {
    this.sessions = sessions;
    this.emitter = emitter;
  }

  @Override
  public String place(Order order) {
    TransactionalEmit emitted =
        sessions.fromTransaction(
            session -> {
              TransactionalEmit emit =
                  session.doReturningWork(connection -> emitter.emit(connection, order.placed()));
              session.persist(new PlacedOrder(order, emit.receipt().eventId()));
              order.requireCredit(); // what is thrown here rolls back
              return emit;
            });
    emitted.handOver(); // after the commit: sends at once
    return emitted.receipt().eventId();
  }
}
