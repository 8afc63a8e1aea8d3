package io.durableemitter.api.internal.batch;

import io.durableemitter.api.internal.text.ErrorText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches and gives them to the handler until the queue is closed and empty. Nothing else
 * ends it: every error is caught here, without allocating, since there may be no memory, and is
 * kept for whoever asks for the problem.
 */
final class Worker<T> implements Runnable {

  static final int MOST_ATTEMPTS = 10_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String name;
  private final BatchQueue<T> queue;
  private final BatchHandler<T> handler;
  private final AtomicReference<@Nullable Throwable> lastFailure;
  private final LongSupplier ticker;
  private volatile boolean busy;
  private volatile long busySince;
  private volatile @Nullable Throwable stumbled;
  private volatile @Nullable List<T> inHand;
  private volatile @Nullable Thread thread;

  Worker(
      String name,
      BatchQueue<T> queue,
      BatchHandler<T> handler,
      AtomicReference<@Nullable Throwable> lastFailure,
      LongSupplier ticker) {
    this.name = name;
    this.queue = queue;
    this.handler = handler;
    this.lastFailure = lastFailure;
    this.ticker = ticker;
  }

  void start() {
    Thread made = new Thread(this, name);
    made.setDaemon(true);
    made.start();
    thread = made;
  }

  /** Lets time pass in which there may be memory again; next to none for whoever is told to end. */
  static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  // This loop turns so seldom that it is never compiled. A compiled frame can be left without its
  // handlers when there is no memory for what the compiler had kept out of the heap.
  @Override
  public void run() {
    boolean ended = false;
    while (!ended) {
      try {
        ended = work();
      } catch (Throwable error) {
        try {
          leftBehind(error);
        } catch (Throwable second) {
          // the batch is still in hand: the next turn tells it
          stumbled = second;
        }
      }
    }
  }

  private boolean work() {
    List<T> left = inHand;
    if (left != null) {
      fail(left, new IllegalStateException("the handler was left without memory"));
      done();
    }
    while (true) {
      try {
        if (!step()) {
          return true;
        }
      } catch (Throwable error) {
        stumbled = error;
        pause();
        stumbled = null;
      }
    }
  }

  /** What was in hand when its frames were left without their handlers. */
  private void leftBehind(Throwable error) {
    pause();
    List<T> batch = inHand;
    if (batch != null) {
      fail(batch, error);
      done();
    }
    stumbled = null;
  }

  /** One batch; false at the end. */
  private boolean step() {
    List<T> batch;
    try {
      batch = queue.take();
    } catch (InterruptedException e) {
      // only closing ends a worker, and it closes the queue first: look again
      return true;
    }
    if (batch.isEmpty()) {
      return false;
    }
    handle(batch);
    return true;
  }

  /** Has a batch handled that was taken from the queue. */
  void handle(List<T> batch) {
    try {
      inHand = batch;
      busySince = ticker.getAsLong();
      busy = true;
      handler.handle(batch);
      if (lastFailure.get() != null) {
        lastFailure.set(null);
      }
    } catch (Throwable error) {
      fail(batch, error);
    } finally {
      done();
    }
  }

  private void done() {
    inHand = null;
    busy = false;
    queue.done();
  }

  /** Has a batch abandoned. */
  void abandon(List<T> batch) {
    try {
      handler.abandoned(batch);
    } catch (Throwable error) {
      fail(batch, error);
    }
  }

  private void fail(List<T> batch, Throwable error) {
    lastFailure.set(error);
    try {
      tellHandler(batch, error);
    } catch (Throwable second) {
      lastFailure.set(second);
      tellThread(error, second);
    }
  }

  // whoever waits for the batch hears of it here only; so without memory it is worth a while
  private void tellHandler(List<T> batch, Throwable error) {
    for (int attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
      try {
        handler.failed(batch, error);
        return;
      } catch (OutOfMemoryError none) {
        pause();
      }
    }
    handler.failed(batch, error);
  }

  private void tellThread(Throwable error, Throwable second) {
    try {
      if (second != error) {
        second.addSuppressed(error);
      }
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, second);
    } catch (Throwable third) {
      // nobody is left to tell but whoever asks for a problem
      lastFailure.set(third);
    }
  }

  /** Interrupts the thread, unless it is the one that asks. */
  void interrupt() {
    Thread current = thread;
    if (current != null && current != Thread.currentThread()) {
      current.interrupt();
    }
  }

  /** Waits for the end of the thread, unless it is the one that asks; whether it has ended. */
  boolean join(long millis) throws InterruptedException {
    Thread current = thread;
    if (current == null || current == Thread.currentThread()) {
      return true;
    }
    if (millis > 0) {
      current.join(millis);
    }
    return !current.isAlive();
  }

  /** That the thread is gone, to be asked while it must not be. */
  Optional<String> gone() {
    Thread current = thread;
    return current == null || current.isAlive()
        ? Optional.empty()
        : Optional.of("worker " + name + " has ended although nobody closed it");
  }

  /** That it does not get on. */
  Optional<String> stuck(Duration bound) {
    Throwable error = stumbled;
    if (error != null) {
      return Optional.of("worker " + name + " cannot take a batch: " + ErrorText.of(error));
    }
    if (!busy) {
      return Optional.empty();
    }
    // looked at after busy, so that it is never the begin of an earlier batch
    long nanos = ticker.getAsLong() - busySince;
    return nanos > TimeUnit.NANOSECONDS.convert(bound)
        ? Optional.of(
            "worker "
                + name
                + " has handled one batch for "
                + TimeUnit.NANOSECONDS.toSeconds(nanos)
                + " s")
        : Optional.empty();
  }
}
