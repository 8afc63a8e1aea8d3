package io.durableemitter.chipingress;

import io.durableemitter.api.internal.log.ThrottledLog;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One of the threads of {@link Callbacks}; what is thrown does not end it. */
final class CallbackThread extends Thread {

  static final String WENT_ON = "a callback thread went on after an error";

  private static final long PAUSE_NANOS = 10_000_000;

  private final Runnable work;
  private final Callbacks owner;
  private final ThrottledLog log;

  // written under the owner's lock
  volatile @Nullable Request current;
  volatile long busySinceNanos;

  CallbackThread(String name, Runnable work, Callbacks owner, ThrottledLog log) {
    super(name);
    this.work = work;
    this.owner = owner;
    this.log = log;
    setDaemon(true);
  }

  // a loop around the loop: this one is never hot, so it is never compiled, and no frame of
  // compiled code that HotSpot drops (see Request) takes it along
  @Override
  public void run() {
    boolean again = true;
    while (again) {
      try {
        work.run();
        again = false;
      } catch (Throwable dropped) {
        report(dropped);
      }
    }
  }

  // with a handler of its own: whatever leaves here would end the thread
  private void report(Throwable dropped) {
    try {
      log.error(WENT_ON, dropped);
    } catch (Throwable unreported) {
      // there is no memory to say so
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  boolean isOf(Callbacks other) {
    return owner == other;
  }

  long busyNanos(long nowNanos) {
    return current == null ? 0 : nowNanos - busySinceNanos;
  }
}
