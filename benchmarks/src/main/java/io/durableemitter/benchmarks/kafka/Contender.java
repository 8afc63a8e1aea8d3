package io.durableemitter.benchmarks.kafka;

/** A way to get events into a topic. */
interface Contender extends AutoCloseable {

  String name();

  /** Sends so many events and waits until the last is acknowledged. */
  void send(int events) throws InterruptedException;

  @Override
  void close();
}
