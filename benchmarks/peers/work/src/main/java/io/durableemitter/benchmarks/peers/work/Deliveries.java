package io.durableemitter.benchmarks.peers.work;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes the events, and takes what is delivered of them. Each is told from all others by its
 * sequence number, which stands at its begin and, inverted, at its end. Safe for use by several
 * threads.
 */
public final class Deliveries {

  /** The bytes of an event. */
  public static final int SIZE = 512;

  private static final int END = SIZE - Long.BYTES;

  private final AtomicLong next = new AtomicLong();
  private final Sequences persisted = new Sequences();
  private final Sequences delivered = new Sequences();
  private final LongAdder counted = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder strangers = new LongAdder();
  private volatile long first;

  /** A new event. */
  byte[] event() {
    long sequence = next.getAndIncrement();
    if (sequence >= Sequences.LIMIT) {
      throw new IllegalStateException("more than " + Sequences.LIMIT + " events");
    }
    byte[] body = new byte[SIZE];
    ThreadLocalRandom.current().nextBytes(body);
    ByteBuffer.wrap(body).putLong(0, sequence).putLong(END, ~sequence);
    return body;
  }

  /** Notes that the outbox has promised to deliver an event of ours. */
  void persisted(byte[] body) {
    persisted.add(ByteBuffer.wrap(body).getLong(0));
  }

  /** Takes an event as it is delivered, once or more often. */
  public void accept(byte[] body) {
    accept(body, 0, body.length);
  }

  /** Takes an event that lies within an array. */
  public void accept(byte[] bytes, int offset, int length) {
    if (length != SIZE) {
      strangers.increment();
      return;
    }
    ByteBuffer body = ByteBuffer.wrap(bytes, offset, length).slice();
    long sequence = body.getLong(0);
    if (body.getLong(END) != ~sequence || sequence < 0 || sequence >= next.get()) {
      strangers.increment();
    } else if (!delivered.add(sequence)) {
      duplicates.increment();
    } else if (sequence >= first) {
      counted.increment();
    }
  }

  /** From now on new events count, and those before no longer do. */
  void begin() {
    first = next.get();
    counted.reset();
  }

  /** How many of the events that count have been delivered. */
  long delivered() {
    return counted.sum();
  }

  /** How often an event was delivered once more, those before {@link #begin} included. */
  long duplicates() {
    return duplicates.sum();
  }

  /** How many persisted events have not been delivered, those before {@link #begin} included. */
  public long undelivered() {
    return persisted.without(delivered, next.get());
  }

  /** How much was delivered that is none of the events. */
  long strangers() {
    return strangers.sum();
  }
}
