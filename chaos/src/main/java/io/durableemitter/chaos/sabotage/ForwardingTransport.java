package io.durableemitter.chaos.sabotage;

import io.durableemitter.spi.BatchEmitter;
import java.time.Duration;

/** A real transport whose hand-over a test changes. */
public abstract class ForwardingTransport implements BatchEmitter {

  private final BatchEmitter transport;

  /** Around a transport. */
  protected ForwardingTransport(BatchEmitter transport) {
    this.transport = transport;
  }

  /** The transport. */
  protected final BatchEmitter transport() {
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
