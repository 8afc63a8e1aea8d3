package io.durableemitter.core.internal.deliver;

import java.util.Arrays;

/**
 * Remembers the ids of rows that were stored here but not handed over: the gate was closed, the
 * transport was full, or the insert was so slow that another process may have the row. The
 * retransmitter claims them by id as soon as delivery is possible, before they are old enough for
 * other processes. When there is no room it forgets the oldest ids; a sweep finds those rows by
 * their age. Safe for concurrent use.
 */
public final class HeldBack {

  private static final int ROOM = 10_000;

  private final long[] ids = new long[ROOM];
  private volatile Runnable onFirst = () -> {};
  private int first;
  private int size;

  /** Whom to tell when there is one again; one at most. */
  public void onFirst(Runnable listener) {
    onFirst = listener;
  }

  void add(long id) {
    if (addToRing(id)) {
      onFirst.run();
    }
  }

  /** True if it is the only one. */
  private synchronized boolean addToRing(long id) {
    if (size == ROOM) {
      first = (first + 1) % ROOM;
      size--;
    }
    ids[(first + size) % ROOM] = id;
    size++;
    return size == 1;
  }

  /** Takes the oldest ones, ascending. */
  public synchronized long[] take(int most) {
    long[] taken = new long[Math.min(most, size)];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = ids[(first + i) % ROOM];
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
      ids[first] = rest[i];
      size++;
    }
  }

  /** Whether there are none. */
  public synchronized boolean isEmpty() {
    return size == 0;
  }
}
