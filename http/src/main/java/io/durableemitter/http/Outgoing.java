package io.durableemitter.http;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DeliveryCallback;
import java.util.concurrent.atomic.AtomicBoolean;

/** An event in the transport, from the queue until its callback. Safe for concurrent use. */
final class Outgoing {

  private final EventHeader header;
  private final Payload payload;
  private final DeliveryCallback callback;
  private final AtomicBoolean settled = new AtomicBoolean();

  Outgoing(EventHeader header, Payload payload, DeliveryCallback callback) {
    this.header = header;
    this.payload = payload;
    this.callback = callback;
  }

  EventHeader header() {
    return header;
  }

  Payload payload() {
    return payload;
  }

  long bytes() {
    return payload.size();
  }

  /** Whether this is the first time; whoever gets true owes the callback its one result. */
  boolean settle() {
    return settled.compareAndSet(false, true);
  }

  boolean isSettled() {
    return settled.get();
  }

  void tell(DeliveryResult result) {
    callback.onResult(result);
  }
}
