package io.durableemitter.chaos;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that fills the heap for some hundred milliseconds, frees it and fills it again,
 * while it is told to.
 */
final class MemoryPressure {

  private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long REFILL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long FREE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int[] SIZES = {256 << 10, 16 << 10, 1 << 10, 64};

  // made beforehand: there is no memory for it later
  private final byte[][] ballast = new byte[64 << 10][];
  private volatile boolean wanted;

  void start() {
    Thread thread = new Thread(this::run, "memory-pressure");
    thread.setDaemon(true);
    thread.start();
  }

  void become(boolean next) {
    wanted = next;
  }

  private void run() {
    while (true) {
      if (wanted) {
        stayFull();
        free();
      }
      LockSupport.parkNanos(FREE_NANOS);
    }
  }

  // who fails for want of memory frees some
  private void stayFull() {
    long begin = System.nanoTime();
    int slot = fill(0);
    while (System.nanoTime() - begin < FULL_NANOS) {
      LockSupport.parkNanos(REFILL_NANOS);
      slot = fill(slot);
    }
  }

  private int fill(int from) {
    int slot = from;
    for (int size : SIZES) {
      boolean full = false;
      while (!full && slot < ballast.length) {
        try {
          ballast[slot] = new byte[size];
          slot++;
        } catch (OutOfMemoryError e) {
          // no room for this size any more: that is what full means
          full = true;
        }
      }
    }
    return slot;
  }

  private void free() {
    for (int slot = 0; slot < ballast.length; slot++) {
      ballast[slot] = null;
    }
  }
}
