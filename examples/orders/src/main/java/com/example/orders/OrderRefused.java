package com.example.orders;

/** An order that is not placed; its transaction is rolled back. */
public final class OrderRefused extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Says why. */
  public OrderRefused(String why) {
    super(why);
  }
}
