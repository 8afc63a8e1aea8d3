package com.example.orders;

import io.durableemitter.api.Event;
import java.util.UUID;

/**
 * What a customer asks for.
 *
 * @param id of the order
 * @param cents to pay
 */
public record Order(UUID id, long cents) {

  /** How much may be ordered at once. */
  public static final long CREDIT_CENTS = 100_000;

  /** The event that tells of it. */
  public Event placed() {
    return Event.of("shop", "order.placed")
        .json("{\"order\":\"" + id + "\",\"cents\":" + cents + "}")
        .subject(id.toString());
  }

  /**
   * Looks at the price.
   *
   * @throws OrderRefused if it is too much
   */
  public void requireCredit() {
    if (cents > CREDIT_CENTS) {
      throw new OrderRefused("an order may be " + CREDIT_CENTS + " cents, and not " + cents);
    }
  }
}
