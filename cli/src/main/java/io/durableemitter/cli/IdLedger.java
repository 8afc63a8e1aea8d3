package io.durableemitter.cli;

import java.util.UUID;

/**
 * A set of event ids, 16 bytes each, that counts how often each is found again. Open addressing
 * with linear probing; adding and finding are separate phases of one thread.
 */
final class IdLedger {

  private static final float LOAD = 0.6f;

  private long[] high;
  private long[] low;
  private int[] found;
  private int size;

  IdLedger(int expected) {
    int capacity = Integer.highestOneBit(Math.max(16, (int) (expected / LOAD))) << 1;
    high = new long[capacity];
    low = new long[capacity];
    found = new int[capacity];
  }

  void add(UUID id) {
    if (size > high.length * LOAD) {
      grow();
    }
    int slot = slot(id.getMostSignificantBits(), id.getLeastSignificantBits());
    if (isFree(slot)) {
      high[slot] = id.getMostSignificantBits();
      low[slot] = id.getLeastSignificantBits();
      size++;
    }
  }

  /** Notes that an id was found; false if it was never added. */
  boolean find(UUID id) {
    int slot = slot(id.getMostSignificantBits(), id.getLeastSignificantBits());
    if (isFree(slot)) {
      return false;
    }
    found[slot]++;
    return true;
  }

  int size() {
    return size;
  }

  /** Ids found at least once. */
  int foundCount() {
    int count = 0;
    for (int times : found) {
      count += times > 0 ? 1 : 0;
    }
    return count;
  }

  /** How often ids were found beyond the first time. */
  long duplicateCount() {
    long count = 0;
    for (int times : found) {
      count += Math.max(0, times - 1);
    }
    return count;
  }

  private int slot(long h, long l) {
    int mask = high.length - 1;
    long mixed = (h ^ Long.rotateLeft(l, 32)) * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (!isFree(slot) && (high[slot] != h || low[slot] != l)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  // a random UUID is never all zeros: its version bits are set
  private boolean isFree(int slot) {
    return high[slot] == 0 && low[slot] == 0;
  }

  private void grow() {
    IdLedger larger = new IdLedger(high.length);
    for (int i = 0; i < high.length; i++) {
      if (!isFree(i)) {
        larger.add(new UUID(high[i], low[i]));
      }
    }
    high = larger.high;
    low = larger.low;
    found = larger.found;
  }
}
