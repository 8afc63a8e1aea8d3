package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryCallback;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.util.concurrent.atomic.AtomicBoolean;

/** An event in the transport's queue. */
record Message(
    EventHeader header, Payload payload, DeliveryCallback callback, AtomicBoolean settled) {

  /** At most: tag and length of the event in the batch, and the seqnum entry. */
  private static final int OVERHEAD = 6 + SeqNumEntry.MAX_BYTES;

  Message(EventHeader header, Payload payload, DeliveryCallback callback) {
    this(header, payload, callback, new AtomicBoolean());
  }

  /** Whether this is the first time; whoever gets true owes the callback its one result. */
  boolean settle() {
    return settled.compareAndSet(false, true);
  }

  /** The most bytes it takes in a request. */
  int wireSize() {
    return payload.size() + OVERHEAD;
  }
}
