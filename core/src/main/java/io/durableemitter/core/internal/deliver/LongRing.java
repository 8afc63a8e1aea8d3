package io.durableemitter.core.internal.deliver;

import java.util.Arrays;

/**
 * Numbers that wait to be taken, the oldest first. When there is no room, or no memory for more of
 * it, it forgets the oldest; to take one more never fails. Safe for concurrent use.
 */
public final class LongRing {

  private static final int FIRST_ROOM = 1_024;

  private final int most;
  private long[] numbers;
  private volatile Runnable onFirst = () -> {};
  private int first;
  private int size;

  /** An empty one that grows until it has room for so many. */
  public LongRing(int most) {
    this.most = most;
    numbers = new long[Math.min(FIRST_ROOM, most)];
  }

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
    if (size == numbers.length && numbers.length < most) {
      grow();
    }
    if (size == numbers.length) {
      first = (first + 1) % numbers.length;
      size--;
    }
    numbers[(first + size) % numbers.length] = number;
    size++;
    return size == 1;
  }

  private void grow() {
    try {
      long[] larger = new long[Math.min(most, 2 * numbers.length)];
      for (int i = 0; i < size; i++) {
        larger[i] = numbers[(first + i) % numbers.length];
      }
      numbers = larger;
      first = 0;
    } catch (OutOfMemoryError none) {
      // the room stays as it is: the oldest is forgotten, and found by a sweep
    }
  }

  /** Takes the oldest ones, ascending. */
  public synchronized long[] take(int most) {
    long[] taken = new long[Math.min(most, size)];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = numbers[(first + i) % numbers.length];
    }
    first = (first + taken.length) % numbers.length;
    size -= taken.length;
    Arrays.sort(taken);
    return taken;
  }

  /** Puts the last of those that were taken back to the front, as far as there is room. */
  public synchronized void putBack(long[] rest) {
    for (int i = rest.length - 1; i >= 0 && size < numbers.length; i--) {
      first = (first + numbers.length - 1) % numbers.length;
      numbers[first] = rest[i];
      size++;
    }
  }

  /** Whether there are none. */
  public synchronized boolean isEmpty() {
    return size == 0;
  }
}
