package io.durableemitter.api;

import java.util.List;

/**
 * Events that were stored within a transaction of the caller's. They are durable when that is
 * committed, and gone if it is not. Safe for concurrent use; keeps neither payloads nor, once
 * handed over, the connection.
 */
public interface TransactionalEmit {

  /**
   * Which event was stored, where there is one.
   *
   * @return the receipt of the first
   * @throws java.util.NoSuchElementException if there is none
   */
  default EmitReceipt receipt() {
    return receipts().iterator().next();
  }

  /**
   * Which events were stored.
   *
   * @return in the order in which they were given; cannot be changed
   */
  List<EmitReceipt> receipts();

  /**
   * Has the events sent at once; to be called after the commit. Never waits and needs no connection
   * of the caller's: the rows are claimed by their ids, on a thread and a connection of the
   * emitter's. What was rolled back is not there and is not sent; nor is anything by an emitter
   * that is closed, but by the next one. A second call does nothing.
   *
   * @throws IllegalStateException if the transaction is still open, as far as that can be seen: the
   *     rows cannot be claimed yet. Call it again after the commit
   */
  void handOver();
}
