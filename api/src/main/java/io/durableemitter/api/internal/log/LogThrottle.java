package io.durableemitter.api.internal.log;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.batch.Offer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Writes log lines on a thread of its own, so that a log that is slow or blocks holds nobody up,
 * and lets through one report per kind and interval, so that a lasting fault does not fill it. Of
 * each kind one report at most waits to be written, the latest; the others are counted, and the
 * next that is written tells how many. Kinds are few and fixed in code.
 *
 * <p>Whoever reports neither waits nor has anything thrown at, not even without memory: then the
 * report is left out and counted. The thread is there while there is something to write; where
 * there is none to be had, the next report tries again. Safe for concurrent use.
 */
public final class LogThrottle {

  private static final String NAME = "durable-emitter-log";
  // whatever comes after this is another time
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int MOST_WAITING = 1_000;

  private final LongSupplier ticker;
  private final ConcurrentHashMap<String, Kind> kinds = new ConcurrentHashMap<>();
  private final Batcher<Runnable> lines =
      new Batcher<>(
          NAME,
          BatchingConfig.builder().queueSize(MOST_WAITING).batchSize(1).build(),
          new LineWriter());
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicLong leftOutOfNoKind = new AtomicLong();

  /**
   * A throttle.
   *
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  public LogThrottle(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /**
   * The log of a class.
   *
   * @param owner whose name its lines carry
   * @return a log whose lines go through this throttle
   */
  public ThrottledLog log(Class<?> owner) {
    return new ThrottledLog(this, LoggerFactory.getLogger(owner));
  }

  /**
   * Writes the report unless the last one of its kind was less than 10 s ago.
   *
   * @param kind which fault; one of a few
   * @param report given what it stands for beside itself
   */
  void run(String kind, Consumer<Repetition> report) {
    offer(kind, report, INTERVAL_NANOS);
  }

  /**
   * Writes the report of a change, however soon it follows the last one of its kind; of changes
   * while the log is blocked, the latest.
   *
   * @param kind what changes; one of a few
   * @param report given what it stands for beside itself
   */
  void changed(String kind, Consumer<Repetition> report) {
    offer(kind, report, 0);
  }

  /**
   * A report, as of {@link #run}, that is made before something is thrown, so that to tell what was
   * thrown needs no memory.
   *
   * @param kind which fault; one of a few
   * @param report given what was thrown last, and what it stands for beside itself
   * @return tells what was thrown
   */
  Consumer<Throwable> reportOf(String kind, BiConsumer<Throwable, Repetition> report) {
    AtomicReference<@Nullable Throwable> last = new AtomicReference<>();
    Consumer<Repetition> line =
        repetition -> {
          Throwable thrown = last.get();
          if (thrown != null) {
            report.accept(thrown, repetition);
          }
        };
    return thrown -> {
      last.set(thrown);
      run(kind, line);
    };
  }

  /** A report could not even be made. */
  void leftOut() {
    leftOutOfNoKind.incrementAndGet();
  }

  private void offer(String name, Consumer<Repetition> report, long interval) {
    try {
      long now = ticker.getAsLong();
      Kind kind = kinds.computeIfAbsent(name, k -> new Kind());
      if (kind.enter(report, now, interval) && !queue(kind)) {
        kind.refused();
      }
      write();
    } catch (Throwable none) {
      // no memory, in all likelihood: a line less, but whoever reports goes on
      leftOut();
    }
  }

  private boolean queue(Runnable line) {
    try {
      return lines.offer(line) == Offer.ACCEPTED;
    } catch (Throwable none) {
      // counted as if there were no room
      return false;
    }
  }

  private void write() {
    if (!writing.get() && lines.queued() > 0 && writing.compareAndSet(false, true)) {
      boolean started = false;
      try {
        Thread thread = new Thread(this::writeAll, NAME);
        thread.setDaemon(true);
        thread.start();
        started = true;
      } finally {
        if (!started) {
          writing.set(false);
        }
      }
    }
  }

  private void writeAll() {
    do {
      writeQueued();
      writing.set(false);
      // of what came since the last look its reporter may have seen this thread still writing
    } while (lines.queued() > 0 && writing.compareAndSet(false, true));
  }

  private void writeQueued() {
    int written;
    do {
      try {
        written = lines.runOnce();
      } catch (OutOfMemoryError none) {
        // the line waits in the queue until there is some
        LockSupport.parkNanos(this, PAUSE_NANOS);
        written = 1;
      }
    } while (written > 0);
  }

  /**
   * Waits until the reports there are have been written, so that the last ones of a life are not
   * lost with it.
   *
   * @param timeout the most time to wait for a log that is slow or blocks
   * @return whether they were written in time; false if this thread is interrupted, too
   */
  public boolean await(Duration timeout) {
    if (lines.queued() == 0 && lines.busyWorkers() == 0) {
      return true;
    }
    CountDownLatch done = new CountDownLatch(1);
    if (!queue(done::countDown)) {
      return false;
    }
    try {
      write();
      return done.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private final class Kind implements Runnable {
    private @Nullable Consumer<Repetition> waiting;
    private boolean reported;
    private long lastNanos;
    private long seenNanos;
    private long beganNanos;
    private long leftOut;

    /** Whether to write it now; else it is left out, or replaces the one that waits. */
    synchronized boolean enter(Consumer<Repetition> report, long now, long interval) {
      if (!reported || now - seenNanos > QUIET_NANOS) {
        beganNanos = now;
      }
      seenNanos = now;
      if (reported && now - lastNanos < interval) {
        leftOut++;
        return false;
      }
      reported = true;
      lastNanos = now;
      boolean first = waiting == null;
      if (!first) {
        leftOut++;
      }
      waiting = report;
      return first;
    }

    synchronized void refused() {
      waiting = null;
      leftOut++;
    }

    @Override
    public void run() {
      Consumer<Repetition> report;
      long count;
      long lasting;
      synchronized (this) {
        lasting = seenNanos - beganNanos;
        report = waiting;
        count = leftOut + leftOutOfNoKind.getAndSet(0);
        waiting = null;
        leftOut = 0;
      }
      boolean written = false;
      try {
        if (report != null) {
          report.accept(new Repetition(count, lasting));
        }
        written = true;
      } finally {
        if (!written) {
          unwritten(count + 1);
        }
      }
    }

    private synchronized void unwritten(long count) {
      leftOut += count;
    }
  }

  private static final class LineWriter implements BatchHandler<Runnable> {

    @Override
    public void handle(List<Runnable> batch) {
      batch.forEach(Runnable::run);
    }

    @Override
    public void failed(List<Runnable> batch, Throwable error) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, error);
    }

    @Override
    public void abandoned(List<Runnable> batch) {
      throw new IllegalStateException("this batcher is never closed");
    }
  }
}
