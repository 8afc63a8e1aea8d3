package io.durableemitter.examples.orders;

import com.example.orders.Orders;

/** A service that takes orders. Closed, it has ended: its emitter and its pools are gone. */
interface Application extends AutoCloseable {

  Orders orders();

  @Override
  void close();
}
