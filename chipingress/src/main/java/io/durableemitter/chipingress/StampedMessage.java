package io.durableemitter.chipingress;

/** An event with the map entry that is appended to its bytes. */
final class StampedMessage {

  private final Message message;
  private final byte[] seqNumEntry;

  StampedMessage(Message message, long seqNum) {
    this.message = message;
    this.seqNumEntry = SeqNumEntry.of(seqNum);
  }

  Message message() {
    return message;
  }

  /** Only to be read. */
  byte[] seqNumEntry() {
    return seqNumEntry;
  }

  int eventSize() {
    return message.payload().size() + seqNumEntry.length;
  }
}
