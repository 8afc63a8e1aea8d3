package io.durableemitter.api.log;

import io.durableemitter.api.aside.Aside;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines on a thread of its own, so that a log that is slow or blocks holds nobody up,
 * and lets through one report per kind and interval, so that a lasting fault does not fill it. Of
 * each kind one report at most waits to be written, the latest; the others are counted, and the
 * next that is written tells how many. Kinds are few and fixed in code. Safe for concurrent use.
 */
public final class LogThrottle {

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MOST_WAITING = 1_000;

  private final LongSupplier ticker;
  private final ConcurrentHashMap<String, Kind> kinds = new ConcurrentHashMap<>();
  private final Aside lines = new Aside("durable-emitter-log", MOST_WAITING);

  /**
   * A throttle.
   *
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  public LogThrottle(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /**
   * Writes the report unless the last one of its kind was less than 10 s ago.
   *
   * @param kind which fault; one of a few
   * @param report given the number of reports of the kind left out since the last one
   */
  public void run(String kind, LongConsumer report) {
    offer(kind, report, INTERVAL_NANOS);
  }

  /**
   * Writes the report of a change, however soon it follows the last one of its kind; of changes
   * while the log is blocked, the latest.
   *
   * @param kind what changes; one of a few
   * @param report given the number of reports of the kind left out since the last one
   */
  public void changed(String kind, LongConsumer report) {
    offer(kind, report, 0);
  }

  private void offer(String name, LongConsumer report, long interval) {
    Kind kind = kinds.computeIfAbsent(name, k -> new Kind());
    if (kind.enter(report, ticker.getAsLong(), interval) && !lines.offer(kind::write)) {
      kind.refused();
    }
  }

  /**
   * Waits until the reports there are have been written, so that the last ones of a life are not
   * lost with it.
   *
   * @param timeout the most time to wait for a log that is slow or blocks
   * @return whether they were written in time
   */
  public boolean await(Duration timeout) {
    return lines.await(timeout);
  }

  private static final class Kind {
    private @Nullable LongConsumer waiting;
    private boolean reported;
    private long lastNanos;
    private long leftOut;

    /** Whether to write it now; else it is left out, or replaces the one that waits. */
    synchronized boolean enter(LongConsumer report, long now, long interval) {
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

    void write() {
      LongConsumer report;
      long count;
      synchronized (this) {
        report = waiting;
        count = leftOut;
        waiting = null;
        leftOut = 0;
      }
      if (report != null) {
        report.accept(count);
      }
    }
  }
}
