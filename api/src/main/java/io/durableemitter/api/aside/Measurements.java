package io.durableemitter.api.aside;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;

/**
 * Measured values on their way to whoever records them, on a thread of its own, so that a meter
 * that is slow or blocks holds nobody up. To hand over a value costs one compare-and-set and no
 * memory; values are recorded some milliseconds later, many in a row. While there is no room they
 * are left out and counted. Safe for concurrent use.
 */
public final class Measurements {

  private static final int ROOM = 1 << 14; // a power of two
  private static final int MOST_RECORDERS = 1 << 7;
  private static final int LINGER_MILLIS = 50;
  private static final int WORK = 8; // of the end and of a pass under way

  private final Aside aside;
  private final LongConsumer leftOutReport;
  private final List<LongConsumer> recorders = new CopyOnWriteArrayList<>();
  // a value and the number of its recorder; 0 is an empty place
  private final AtomicLongArray places = new AtomicLongArray(ROOM);
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicBoolean passDue = new AtomicBoolean();
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile long freed; // by the thread that records

  /**
   * No values yet; the first makes the thread.
   *
   * @param name of the thread
   * @param leftOutReport told how many values were left out: of the first at once, of the others
   *     when recording goes on. Must not block
   */
  public Measurements(String name, LongConsumer leftOutReport) {
    this.aside = new Aside(name, WORK);
    this.leftOutReport = leftOutReport;
  }

  /**
   * Puts this before a recorder. To be called a few times, before the first value.
   *
   * @param recorder may block and throw; gets values one at a time
   * @return takes values from 0 to 2^55 for the recorder, and neither blocks nor throws
   * @throws IllegalStateException if there are too many recorders
   */
  public LongConsumer before(LongConsumer recorder) {
    recorders.add(recorder);
    int number = recorders.size();
    if (number >= MOST_RECORDERS) {
      throw new IllegalStateException("too many recorders");
    }
    return value -> offer(value << 7 | number);
  }

  private void offer(long entry) {
    long place;
    do {
      place = taken.get();
      if (place - freed >= ROOM) {
        leaveOut();
        return;
      }
    } while (!taken.compareAndSet(place, place + 1));
    places.setRelease(index(place), entry);
    pass();
  }

  private void pass() {
    if (!passDue.get() && passDue.compareAndSet(false, true) && !aside.offer(this::recordAll)) {
      passDue.set(false);
    }
  }

  private void leaveOut() {
    if (leftOut.incrementAndGet() == 1) {
      leftOutReport.accept(1);
    }
  }

  private void recordAll() {
    try {
      // values gather meanwhile, so that this thread is not woken for each
      boolean unused = ending.await(LINGER_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stranger) {
      // nobody has a reason to; then without the linger
      Thread.currentThread().interrupt();
    }
    // first: whoever comes from now on asks for a further pass
    passDue.set(false);
    long next = freed;
    for (long entry = take(next); entry != 0; entry = take(next)) {
      next++;
      record(entry);
    }
    long count = leftOut.getAndSet(0);
    if (count > 1) {
      leftOutReport.accept(count - 1);
    }
  }

  private long take(long place) {
    long entry = places.getAcquire(index(place));
    if (entry != 0) {
      places.set(index(place), 0);
      freed = place + 1;
    }
    return entry;
  }

  private void record(long entry) {
    try {
      recorders.get((int) (entry & (MOST_RECORDERS - 1)) - 1).accept(entry >>> 7);
    } catch (Throwable thrown) {
      // a value that the meter does not take must not end the others
      leaveOut();
    }
  }

  private static int index(long place) {
    return (int) place & (ROOM - 1);
  }

  /**
   * Records what there is without a linger, then does the last work on the same thread.
   *
   * @param last what takes the meter's instruments away
   * @param timeout the most time to wait for a meter that is slow or blocks
   * @return whether it was in time
   */
  public boolean close(Runnable last, Duration timeout) {
    ending.countDown();
    pass();
    return aside.offer(last) && aside.await(timeout);
  }
}
