package io.durableemitter.chipingress;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.chipingress.internal.client.Endpoints;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How large requests of several events should be: as configured, or smaller once the server found
 * one too large. A limit that fell grows again, doubled at most once in a pause and only when the
 * server has just taken a request near it. The pause is a minute; each time the larger limit is
 * found too large after all it doubles, up to an hour. Safe for concurrent use.
 */
final class SizeLimit {

  /** One huge event must not make all other requests tiny. */
  static final long FLOOR = 16 << 10;

  static final long SHORTEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
  static final long LONGEST_PAUSE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Endpoints endpoints;
  private final long most;
  private final LongSupplier ticker;
  private final ThrottledLog log;
  private volatile long bytes;
  // guarded by this
  private long changedNanos;
  private long pauseNanos = SHORTEST_PAUSE_NANOS;
  private boolean grown;

  /**
   * A limit.
   *
   * @param endpoints for reports
   * @param bytes what the events of a request may take at most
   * @param ticker nanoseconds, as of {@link System#nanoTime()}
   */
  SizeLimit(Endpoints endpoints, long bytes, LongSupplier ticker, LogThrottle throttle) {
    this.endpoints = endpoints;
    this.most = bytes;
    this.bytes = bytes;
    this.ticker = ticker;
    this.log = throttle.log(SizeLimit.class);
  }

  long bytes() {
    return bytes;
  }

  /** The server takes no request with these events. */
  void foundTooLarge(List<Message> request) {
    long size = size(request);
    long half = Math.max(FLOOR, size / 2);
    if (fall(half)) {
      log.warnOfChange(
          "size limit",
          "{} found a request of about {} bytes too large; requests of several events have at most {} from now on, and more again later",
          endpoints,
          size,
          half);
    }
  }

  private synchronized boolean fall(long to) {
    if (to >= bytes) {
      return false;
    }
    if (grown) {
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
    grown = false;
    bytes = to;
    changedNanos = ticker.getAsLong();
    return true;
  }

  /** The server has taken a request with these events. */
  void taken(List<Message> request) {
    // nearly always: nothing is to be added up
    if (bytes < most) {
      grow(size(request));
    }
  }

  private synchronized void grow(long taken) {
    boolean due = ticker.getAsLong() - changedNanos >= pauseNanos;
    if (bytes >= most || taken <= bytes / 2 || !due) {
      return;
    }
    if (grown) {
      // what it grew to before has proven right
      pauseNanos = SHORTEST_PAUSE_NANOS;
    }
    grown = true;
    bytes = Math.min(most, 2 * bytes);
    changedNanos = ticker.getAsLong();
  }

  private static long size(List<Message> request) {
    long size = 0;
    for (int i = 0; i < request.size(); i++) {
      size += request.get(i).wireSize();
    }
    return size;
  }
}
