package io.durableemitter.ingress;

import java.util.concurrent.Semaphore;

/** The memory in which requests are parsed; first come, first served. Safe for concurrent use. */
final class ParsingMemory {

  private static final int UNIT = 1 << 10;

  private final int all;
  private final Semaphore free;

  ParsingMemory(long bytes) {
    this.all = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
    this.free = new Semaphore(all, true);
  }

  /** Runs it when so much is free; what needs more than there is runs alone. */
  void during(long bytes, Runnable work) {
    int units = (int) Math.min(all, bytes / UNIT + 1);
    free.acquireUninterruptibly(units);
    try {
      work.run();
    } finally {
      free.release(units);
    }
  }
}
