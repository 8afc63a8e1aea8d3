package com.example.orders.hibernate;

import com.example.orders.Order;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** An order as it is stored. */
@Entity
@Table(name = "orders")
@SuppressWarnings("unused") // Hibernate reads the fields
public class PlacedOrder {

  @Id private UUID id = new UUID(0, 0);

  private long cents;

  @Column(name = "event_id")
  private String eventId = "";

  /** For Hibernate. */
  protected PlacedOrder() {}

  PlacedOrder(Order order, String eventId) {
    this.id = order.id();
    this.cents = order.cents();
    this.eventId = eventId;
  }
}
