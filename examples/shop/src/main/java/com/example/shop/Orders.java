package com.example.shop;

import io.durableemitter.api.Event;
import io.durableemitter.api.EventEmitter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders: the order, its invoice and the events of both are one transaction. */
@Service
class Orders {

  private static final long CREDIT_CENTS = 100_000;

  private final JdbcTemplate jdbc;
  private final EventEmitter emitter;

  Orders(JdbcTemplate jdbc, EventEmitter emitter) {
    this.jdbc = jdbc;
    this.emitter = emitter;
  }

  @Transactional
  public Placed place(Order order) {
    String placed = emit("order.placed", order);
    jdbc.update(
        "INSERT INTO orders (id, cents, event_id) VALUES (?, ?, ?)",
        order.id(),
        order.cents(),
        placed);
    String issued = emit("invoice.issued", order);
    jdbc.update(
        "INSERT INTO invoices (order_id, cents, event_id) VALUES (?, ?, ?)",
        order.id(),
        order.cents(),
        issued);
    if (order.cents() > CREDIT_CENTS) {
      throw new OrderRefused("an order may be " + CREDIT_CENTS + " cents");
    }
    return new Placed(placed, issued);
  } // the commit makes rows and events durable; only then are the events sent

  private String emit(String type, Order order) {
    return emitter
        .emit(Event.of("shop", type).json(order.toJson()).subject(order.id().toString()))
        .eventId();
  }
}
