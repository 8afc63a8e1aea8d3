package io.durableemitter.console;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends reading from, or writing to, a connection that takes too long: its thread is interrupted,
 * which closes the channel. Covers nothing but that, since an interruption would disturb whatever
 * else a thread does. Begun and ended by one thread.
 */
final class SocketDeadline implements AutoCloseable {

  private final Thread thread = Thread.currentThread();
  private final Future<?> alarm;
  private boolean ended; // guarded by this

  private SocketDeadline(ScheduledExecutorService timer, Duration time) {
    this.alarm = timer.schedule(this::interrupt, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  static SocketDeadline within(ScheduledExecutorService timer, Duration time) {
    return new SocketDeadline(timer, time);
  }

  private synchronized void interrupt() {
    if (!ended) {
      thread.interrupt();
    }
  }

  /** From now on the thread is not interrupted; that it was is forgotten. */
  @Override
  public void close() {
    boolean unusedCancelled = alarm.cancel(false);
    synchronized (this) {
      if (!ended) {
        ended = true;
        boolean unused = Thread.interrupted();
      }
    }
  }
}
