package io.durableemitter.console;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the queue every other second, once for all who watch, and not at all when nobody has
 * watched for a minute. Safe for concurrent use.
 */
final class Sampler implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Sampler.class);

  static final Duration INTERVAL = Duration.ofSeconds(2);
  static final Duration UNWATCHED = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final QueueLook look;
  private final LongSupplier ticker;
  private final BooleanSupplier watched;
  private final Consumer<Sample> listener;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // all guarded by the lock
  private @Nullable Sample last;
  private long lastAt;
  private long turnAt;
  private long number;
  private long askedAt;
  private boolean soon;
  private boolean idle;
  private boolean closed;

  Sampler(QueueLook look, LongSupplier ticker, BooleanSupplier watched, Consumer<Sample> listener) {
    this.look = look;
    this.ticker = ticker;
    this.watched = watched;
    this.listener = listener;
    this.askedAt = ticker.getAsLong() - UNWATCHED.toNanos();
    this.turnAt = ticker.getAsLong() - INTERVAL.toNanos();
    this.thread = RequestThreads.named("console-sampler").newThread(this::run);
  }

  void start() {
    thread.start();
  }

  /** Nothing but {@link #close} ends it. */
  private void run() {
    boolean goesOn = true;
    while (goesOn) {
      try {
        goesOn = turn();
      } catch (Throwable error) {
        // out of the report, or an interruption; what a look throws is reported where it is taken
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  private boolean turn() throws InterruptedException {
    if (!awaitTurn()) {
      return false;
    }
    take();
    return true;
  }

  /** False if there is no more turn. */
  private boolean awaitTurn() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        if (soon) {
          soon = false;
          look.expire();
          return true;
        }
        long nanos = turnAt + INTERVAL.toNanos() - ticker.getAsLong();
        boolean wanted =
            watched.getAsBoolean() || ticker.getAsLong() - askedAt < UNWATCHED.toNanos();
        if (!wanted) {
          idle = true;
          changed.await();
          idle = false;
        } else if (nanos <= 0) {
          return true;
        } else {
          boolean unused = changed.await(nanos, TimeUnit.NANOSECONDS);
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void take() {
    try {
      Sample sample = look.look();
      publish(sample);
      listener.accept(sample);
    } catch (Throwable e) {
      turnEnds();
      log.error("the console could not look at the queue", e);
    }
  }

  private void turnEnds() {
    lock.lock();
    try {
      turnAt = ticker.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  private void publish(Sample sample) {
    lock.lock();
    try {
      last = sample;
      lastAt = ticker.getAsLong();
      turnAt = lastAt;
      number++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Somebody begins to watch. */
  void wake() {
    lock.lock();
    try {
      askedAt = ticker.getAsLong();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Somebody has just changed something, and wants to see it. */
  void lookSoon() {
    lock.lock();
    try {
      soon = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The queue as it was some seconds ago at most. */
  Sample latest() {
    lock.lock();
    try {
      askedAt = ticker.getAsLong();
      changed.signalAll();
      Sample known = last;
      if (known != null && askedAt - lastAt < 2 * INTERVAL.toNanos()) {
        return known;
      }
      long seen = number;
      long left = PATIENCE.toNanos();
      while (number == seen && left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      Sample now = last;
      if (number == seen || now == null) {
        throw new Refusal(
            503, "the queue could not be looked at within " + PATIENCE.toSeconds() + " s");
      }
      return now;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(503, "the console is ending");
    } finally {
      lock.unlock();
    }
  }

  /** Whether it waits for somebody to watch. */
  boolean isIdle() {
    lock.lock();
    try {
      return idle;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }
}
