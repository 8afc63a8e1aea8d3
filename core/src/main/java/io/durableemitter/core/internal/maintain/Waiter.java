package io.durableemitter.core.internal.maintain;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread wait until a time is up or another thread wakes it. A wake-up that comes while it
 * does not wait ends the next wait. Waiting and waking need no memory, so waking never throws and
 * no wake-up is lost.
 */
final class Waiter {

  private final AtomicBoolean wake = new AtomicBoolean();
  private volatile @Nullable Thread waiting;

  void await(Duration time) throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(time);
    long begin = System.nanoTime();
    waiting = Thread.currentThread();
    try {
      while (!wake.getAndSet(false)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        long left = nanos - (System.nanoTime() - begin);
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
      }
    } finally {
      waiting = null;
    }
  }

  void wake() {
    wake.set(true);
    LockSupport.unpark(waiting);
  }
}
