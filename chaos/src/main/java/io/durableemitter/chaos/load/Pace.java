package io.durableemitter.chaos.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Turns at a rate that all callers have in common, each when it is due or as soon after. Safe for
 * use by many threads.
 */
public final class Pace {

  private final long begin = System.nanoTime();
  private final long gapNanos;
  private final AtomicLong next = new AtomicLong();

  /** So many turns per second from now on; 0 for as many as are asked for. */
  public Pace(int rate) {
    gapNanos = rate == 0 ? 0 : 1_000_000_000L / rate;
  }

  /** Takes the next turn and waits until it is due. Returns its number, from 0. */
  public long await() {
    long number = next.getAndIncrement();
    long due = begin + number * gapNanos;
    while (gapNanos > 0 && due - System.nanoTime() > 0) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return number;
  }
}
