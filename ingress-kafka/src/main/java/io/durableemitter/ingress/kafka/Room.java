package io.durableemitter.ingress.kafka;

import io.durableemitter.ingress.SinkException;

/** Events and bytes that are not answered yet, bounded. Safe for concurrent use. */
final class Room {

  /** What an event takes beside its bytes. */
  private static final long EVENT_BYTES = 512;

  private final int mostEvents;
  private final long mostBytes;
  private int events;
  private long bytes;

  Room(int mostEvents, long mostBytes) {
    this.mostEvents = mostEvents;
    this.mostBytes = mostBytes;
  }

  /** What events of this size take together. */
  static long taken(int count, long size) {
    return size + count * EVENT_BYTES;
  }

  /** Enters, or fails if there is no room. One batch may always enter, however large. */
  synchronized void enter(int count, long taken) {
    if (events > 0 && (events + count > mostEvents || bytes + taken > mostBytes)) {
      throw new SinkException(
          SinkException.Reason.BUSY,
          "Kafka is behind: "
              + events
              + " events of "
              + bytes
              + " bytes wait for its answer; come again in a while");
    }
    events += count;
    bytes += taken;
  }

  synchronized void leave(int count, long taken) {
    events -= count;
    bytes -= taken;
  }

  synchronized int events() {
    return events;
  }
}
