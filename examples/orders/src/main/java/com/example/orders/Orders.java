package com.example.orders;

/** Takes orders. Safe for concurrent use. */
@FunctionalInterface
public interface Orders {

  /**
   * Stores an order and its event in one transaction.
   *
   * @param order what to store
   * @return the id of the event; both are committed
   * @throws OrderRefused if the order is refused; neither is stored
   * @throws Exception if the database failed
   */
  String place(Order order) throws Exception;
}
