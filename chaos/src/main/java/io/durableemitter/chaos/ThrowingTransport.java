package io.durableemitter.chaos;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.chaos.child.ForwardingTransport;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import java.util.concurrent.atomic.AtomicLong;

/** A real transport that throws instead of taking events while it is told to. */
final class ThrowingTransport extends ForwardingTransport {

  private final AtomicLong thrown = new AtomicLong();
  private volatile boolean throwing;

  ThrowingTransport(BatchEmitter transport) {
    super(transport);
  }

  void become(boolean next) {
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
