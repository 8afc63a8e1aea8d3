package io.durableemitter.chipingress;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.traces.internal.SentEvent;
import java.util.concurrent.atomic.AtomicBoolean;

/** An event in the transport, from the queue until its callback. Safe for concurrent use. */
final class Message implements SentEvent {

  private static final byte[] UNNUMBERED = {};

  private final EventHeader header;
  private final Payload payload;
  private final byte[] seqNumEntry;
  private final DeliveryCallback callback;
  private final AtomicBoolean settled = new AtomicBoolean();
  private volatile boolean takenOver;

  private Message(
      EventHeader header, Payload payload, byte[] seqNumEntry, DeliveryCallback callback) {
    this.header = header;
    this.payload = payload;
    this.seqNumEntry = seqNumEntry;
    this.callback = callback;
  }

  /** For a batch, with its number. */
  static Message numbered(
      EventHeader header, Payload payload, long seqNum, DeliveryCallback callback) {
    return new Message(header, payload, SeqNumEntry.of(seqNum), callback);
  }

  /** For a call of its own, which has no number. */
  static Message alone(EventHeader header, Payload payload, DeliveryCallback callback) {
    return new Message(header, payload, UNNUMBERED, callback);
  }

  @Override
  public EventHeader header() {
    return header;
  }

  Payload payload() {
    return payload;
  }

  /** The map entry that is appended to its bytes. Only to be read. */
  byte[] seqNumEntry() {
    return seqNumEntry;
  }

  /** Its bytes with the entry. */
  int eventSize() {
    return payload.size() + seqNumEntry.length;
  }

  /** The bytes it takes in a batch. */
  long wireSize() {
    return EncodedBatch.sizeOf(eventSize());
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
