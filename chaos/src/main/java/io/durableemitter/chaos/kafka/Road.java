package io.durableemitter.chaos.kafka;

import io.durableemitter.spi.BatchEmitter;

/** How events get to the brokers, and what of it can be killed. */
interface Road extends AutoCloseable {

  /** Belongs to the emitter. */
  BatchEmitter transport();

  /** What {@link #kill} does, in words. */
  String killing();

  void kill();

  /** What {@link #restart} does, in words. */
  String restarting();

  void restart();

  @Override
  void close();
}
