package io.durableemitter.api.log;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets through one report per kind and interval and counts the others, so that a lasting fault does
 * not fill the log. Kinds are few and fixed in code. Safe for concurrent use.
 */
public final class LogThrottle {

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier ticker;
  private final ConcurrentHashMap<String, State> kinds = new ConcurrentHashMap<>();

  /**
   * A throttle.
   *
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  public LogThrottle(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /**
   * Runs the report unless the last one of its kind was less than 10 s ago.
   *
   * @param kind which fault; one of a few
   * @param report given the number of reports of the kind left out since the last one
   */
  public void run(String kind, LongConsumer report) {
    State state = kinds.computeIfAbsent(kind, k -> new State());
    long suppressed = state.enter(ticker.getAsLong());
    if (suppressed >= 0) {
      report.accept(suppressed);
    }
  }

  private static final class State {
    private boolean reported;
    private long lastNanos;
    private long suppressed;

    synchronized long enter(long now) {
      if (reported && now - lastNanos < INTERVAL_NANOS) {
        suppressed++;
        return -1;
      }
      reported = true;
      lastNanos = now;
      long count = suppressed;
      suppressed = 0;
      return count;
    }
  }
}
