package io.durableemitter.benchmarks.peers.work;

import java.util.concurrent.atomic.AtomicLongArray;

/** A set of sequence numbers, one bit each. Safe for use by several threads. */
final class Sequences {

  /** At 100,000 events a second it is full after eleven minutes. */
  static final long LIMIT = 1L << 26;

  private static final int WORD = Long.SIZE;

  private final AtomicLongArray words = new AtomicLongArray((int) (LIMIT / WORD));

  /** Adds one. Returns whether it was not there. */
  boolean add(long sequence) {
    int word = (int) (sequence / WORD);
    long bit = 1L << (sequence % WORD);
    return (words.getAndUpdate(word, bits -> bits | bit) & bit) == 0;
  }

  /** How many of those below a limit are not in another set. */
  long without(Sequences other, long below) {
    long count = 0;
    for (int word = 0; word < (below + WORD - 1) / WORD; word++) {
      count += Long.bitCount(words.get(word) & ~other.words.get(word));
    }
    return count;
  }
}
