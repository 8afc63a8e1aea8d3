package io.durableemitter.chipingress;

import java.util.List;

/**
 * A {@code CloudEventBatch} request that is put together from stored bytes: per event field 1 with
 * the payload and its seqnum entry, then field 2 with the options.
 */
final class EncodedBatch {

  private static final byte EVENTS = 1 << 3 | 2;
  private static final byte[] EACH_ON_ITS_OWN = {2 << 3 | 2, 2, 1 << 3, 0};
  private static final byte[] ALL_OR_NONE = {2 << 3 | 2, 2, 1 << 3, 1};

  private final List<Message> messages;
  private final byte[] options;
  private final int size;

  EncodedBatch(List<Message> messages, boolean transactional) {
    this.messages = messages;
    this.options = transactional ? ALL_OR_NONE : EACH_ON_ITS_OWN;
    long total = options.length;
    for (Message message : messages) {
      total += message.wireSize();
    }
    this.size = Math.toIntExact(total);
  }

  /** What an event of so many bytes takes in a batch, with its tag and length. */
  static long sizeOf(int eventSize) {
    return 1L + varintSize(eventSize) + eventSize;
  }

  /** The size of a batch of just this event. */
  static long sizeAlone(Message message) {
    return message.wireSize() + EACH_ON_ITS_OWN.length;
  }

  int size() {
    return size;
  }

  List<Message> messages() {
    return messages;
  }

  /** Where the bytes go. */
  @FunctionalInterface
  interface Sink<E extends Exception> {
    void write(byte[] bytes, int from, int length) throws E;
  }

  <E extends Exception> void writeTo(Sink<E> sink) throws E {
    byte[] tag = new byte[6];
    tag[0] = EVENTS;
    for (Message message : messages) {
      sink.write(tag, 0, 1 + writeVarint(tag, message.eventSize()));
      byte[] payload = message.payload().unsafeBytes();
      sink.write(payload, 0, payload.length);
      sink.write(message.seqNumEntry(), 0, message.seqNumEntry().length);
    }
    sink.write(options, 0, options.length);
  }

  private static int writeVarint(byte[] target, int value) {
    int rest = value;
    int at = 1;
    while ((rest & ~0x7F) != 0) {
      target[at++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    target[at] = (byte) rest;
    return at;
  }

  private static int varintSize(int value) {
    return Math.max(1, (38 - Integer.numberOfLeadingZeros(value)) / 7);
  }
}
