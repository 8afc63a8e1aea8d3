package io.durableemitter.chaos.child;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** Looks how much heap is in use, and tells when it is more than ever. */
final class HeapWatch {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LongConsumer onMore;
  private volatile long most;

  HeapWatch(LongConsumer onMore) {
    this.onMore = onMore;
  }

  void start() {
    Thread thread = new Thread(this::run, "heap");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    Runtime runtime = Runtime.getRuntime();
    while (true) {
      long used = runtime.totalMemory() - runtime.freeMemory();
      if (used > most) {
        try {
          onMore.accept(used);
          most = used;
        } catch (OutOfMemoryError e) {
          // told at the next look
          Thread.onSpinWait();
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** The most heap that was in use. */
  long most() {
    return most;
  }
}
