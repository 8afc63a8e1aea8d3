package io.durableemitter.chaos.sabotage;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import java.util.concurrent.atomic.AtomicLong;

/** A real transport that throws instead of taking events while it is told to. */
public final class ThrowingTransport extends ForwardingTransport {

  private final AtomicLong thrown = new AtomicLong();
  private volatile boolean throwing;

  /** Around a transport; it does not throw yet. */
  public ThrowingTransport(BatchEmitter transport) {
    super(transport);
  }

  /** Whether it throws from now on. */
  public void become(boolean next) {
    throwing = next;
  }

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    if (throwing) {
      if (thrown.getAndIncrement() % 2 == 0) {
        throw new IllegalStateException("thrown on purpose");
      }
      throw new AssertionError("an error on purpose");
    }
    return transport().queueMessage(header, payload, callback);
  }
}
