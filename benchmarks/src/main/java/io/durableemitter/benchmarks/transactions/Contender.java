package io.durableemitter.benchmarks.transactions;

/** A way to store an event beside what else a transaction does. Used by many threads. */
interface Contender extends AutoCloseable {

  /** What it is called. */
  String name();

  /** One transaction: the application's own insert, and an event with this body. */
  void transaction(byte[] body) throws Exception;

  /** Whether events are delivered at all. */
  boolean delivers();

  /** How many events have been delivered so far. */
  long delivered();

  @Override
  void close();
}
