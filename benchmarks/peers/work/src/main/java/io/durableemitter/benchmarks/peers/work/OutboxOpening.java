package io.durableemitter.benchmarks.peers.work;

/** Starts an outbox. */
@FunctionalInterface
public interface OutboxOpening {

  /** Makes its tables in a database that has none, and begins to deliver. */
  Outbox open(Database database, Deliveries deliveries, Load load) throws Exception;
}
