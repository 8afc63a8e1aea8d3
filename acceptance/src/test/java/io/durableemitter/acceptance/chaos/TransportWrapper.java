package io.durableemitter.acceptance.chaos;

import io.durableemitter.api.BatchEmitter;
import java.time.Duration;

/** A real transport whose hand-over is another one. */
abstract class TransportWrapper implements BatchEmitter {

  private final BatchEmitter transport;

  TransportWrapper(BatchEmitter transport) {
    this.transport = transport;
  }

  final BatchEmitter transport() {
    return transport;
  }

  @Override
  public String name() {
    return transport.name();
  }

  @Override
  public void start() {
    transport.start();
  }

  @Override
  public void close(Duration timeout) {
    transport.close(timeout);
  }

  @Override
  public void close() {
    transport.close();
  }
}
