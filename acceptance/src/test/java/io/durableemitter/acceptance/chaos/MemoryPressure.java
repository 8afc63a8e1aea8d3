package io.durableemitter.acceptance.chaos;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that fills the heap for some hundred milliseconds, frees it and fills it again,
 * while it is told to.
 */
final class MemoryPressure {

  private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long FREE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int[] SIZES = {256 << 10, 16 << 10, 1 << 10, 64};

  // made beforehand: there is no memory for it later
  private final byte[][] ballast = new byte[16 << 10][];
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
        fill();
        LockSupport.parkNanos(FULL_NANOS);
        free();
      }
      LockSupport.parkNanos(FREE_NANOS);
    }
  }

  private void fill() {
    int slot = 0;
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
  }

  private void free() {
    for (int slot = 0; slot < ballast.length; slot++) {
      ballast[slot] = null;
    }
  }
}
