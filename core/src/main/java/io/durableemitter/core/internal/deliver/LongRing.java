package io.durableemitter.core.internal.deliver;

import java.util.Arrays;

/**
 * Numbers that wait to be taken, the oldest first. When there is no room it forgets the oldest.
 * Needs no memory to take one more. Safe for concurrent use.
 */
public final class LongRing {

  private static final int ROOM = 10_000;

  private final long[] numbers = new long[ROOM];
  private volatile Runnable onFirst = () -> {};
  private int first;
  private int size;

  /** Whom to tell when there is one again; one at most. */
  public void onFirst(Runnable listener) {
    onFirst = listener;
  }

  /** One more. */
  public void add(long number) {
    if (addToRing(number)) {
      onFirst.run();
    }
  }

  /** True if it is the only one. */
  private synchronized boolean addToRing(long number) {
    if (size == ROOM) {
      first = (first + 1) % ROOM;
      size--;
    }
    numbers[(first + size) % ROOM] = number;
    size++;
    return size == 1;
  }

  /** Takes the oldest ones, ascending. */
  public synchronized long[] take(int most) {
    long[] taken = new long[Math.min(most, size)];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = numbers[(first + i) % ROOM];
    }
    first = (first + taken.length) % ROOM;
    size -= taken.length;
    Arrays.sort(taken);
    return taken;
  }

  /** Puts the last of those that were taken back to the front, as far as there is room. */
  public synchronized void putBack(long[] rest) {
    for (int i = rest.length - 1; i >= 0 && size < ROOM; i--) {
      first = (first + ROOM - 1) % ROOM;
      numbers[first] = rest[i];
      size++;
    }
  }

  /** Whether there are none. */
  public synchronized boolean isEmpty() {
    return size == 0;
  }
}
