package io.durableemitter.chaos.exhaustion;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that fills the heap for some hundred milliseconds, frees it and fills it again,
 * while it is told to.
 */
public final class MemoryPressure {

  private static final int[] SIZES = {1 << 20, 256 << 10, 16 << 10, 1 << 10, 64};

  /** How it is done. */
  private enum Pattern {
    NONE(0, 0, 0, 100),
    STEADY(300, 0, 20, 200),
    GREEDY(20, 37, 0, 100);

    private final long full;
    private final long longerEachTime;
    private final long refill;
    private final long free;

    Pattern(int fullMillis, int longerEachTimeMillis, int refillMillis, int freeMillis) {
      full = TimeUnit.MILLISECONDS.toNanos(fullMillis);
      longerEachTime = TimeUnit.MILLISECONDS.toNanos(longerEachTimeMillis);
      refill = TimeUnit.MILLISECONDS.toNanos(refillMillis);
      free = TimeUnit.MILLISECONDS.toNanos(freeMillis);
    }
  }

  private static final int STEPS = 6;

  // made beforehand: there is no memory for it later
  private final byte[][] ballast = new byte[64 << 10][];
  private volatile Pattern wanted = Pattern.NONE;
  private final AtomicLong timesFull = new AtomicLong();

  private boolean holding; // guarded by this

  // by the thread that fills
  private long length;
  private long end;
  private boolean isFull;

  /** Begins, at first with nothing to do. */
  public void start() {
    Thread thread = new Thread(this::run, "memory-pressure");
    thread.setDaemon(true);
    thread.start();
  }

  /** Fills the heap for 300 ms at a time, and takes every 20 ms what was freed meanwhile. */
  public void press() {
    wanted = Pattern.STEADY;
  }

  /** Fills the heap for 20 to 205 ms at a time, and takes at once what is freed meanwhile. */
  public void starve() {
    wanted = Pattern.GREEDY;
  }

  /** Ends both, and waits until all is given back. Returns how often the heap has been full. */
  public long free() throws InterruptedException {
    wanted = Pattern.NONE;
    synchronized (this) {
      while (holding) {
        wait();
      }
    }
    return timesFull.get();
  }

  private void run() {
    int step = 0;
    while (true) {
      // before the look: who frees sees either this thread at it, or that there is nothing
      holds(true);
      Pattern pattern = wanted;
      if (pattern != Pattern.NONE) {
        stayFull(pattern, step);
        dropAll();
        step = (step + 1) % STEPS;
      }
      holds(false);
      LockSupport.parkNanos(pattern.free);
    }
  }

  private synchronized void holds(boolean now) {
    holding = now;
    notifyAll();
  }

  // who fails for want of memory frees some
  private void stayFull(Pattern pattern, int step) {
    length = pattern.full + pattern.longerEachTime * step;
    isFull = false;
    int slot = fill(0);
    timesFull.incrementAndGet();
    if (pattern == Pattern.STEADY) {
      end = System.nanoTime() + length;
    }
    while (!isOver()) {
      LockSupport.parkNanos(pattern.refill);
      slot = fill(slot);
    }
  }

  private boolean isOver() {
    return isFull && System.nanoTime() - end >= 0;
  }

  private int fill(int from) {
    int slot = from;
    for (int size : SIZES) {
      boolean fits = true;
      while (fits && slot < ballast.length && !isOver()) {
        try {
          ballast[slot] = new byte[size];
          slot++;
        } catch (OutOfMemoryError e) {
          // no room for this size any more: that is what full means
          fits = false;
          if (!isFull) {
            isFull = true;
            end = System.nanoTime() + length;
          }
        }
      }
    }
    return slot;
  }

  private void dropAll() {
    for (int slot = 0; slot < ballast.length; slot++) {
      ballast[slot] = null;
    }
  }
}
