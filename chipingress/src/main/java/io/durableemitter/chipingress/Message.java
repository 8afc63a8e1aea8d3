package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryCallback;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.util.concurrent.atomic.AtomicBoolean;

/** An event in the transport, from the queue until its callback. Safe for concurrent use. */
final class Message {

  /** At most: tag and length of the event in the batch, and the seqnum entry. */
  private static final long OVERHEAD = 6 + SeqNumEntry.MAX_BYTES;

  private final EventHeader header;
  private final Payload payload;
  private final DeliveryCallback callback;
  private final AtomicBoolean settled = new AtomicBoolean();
  private volatile boolean takenOver;

  Message(EventHeader header, Payload payload, DeliveryCallback callback) {
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

  /** The most bytes it takes in a request. */
  long wireSize() {
    return payload.size() + OVERHEAD;
  }

  /** A request has it now. */
  void takeOver() {
    takenOver = true;
  }

  boolean isTakenOver() {
    return takenOver;
  }

  /** Whether this is the first time; whoever gets true owes the callback its one result. */
  boolean settle() {
    return settled.compareAndSet(false, true);
  }

  void tell(DeliveryResult result) {
    callback.onResult(result);
  }
}
