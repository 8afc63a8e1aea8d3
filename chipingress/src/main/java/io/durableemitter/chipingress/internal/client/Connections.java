package io.durableemitter.chipingress.internal.client;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection there is, replaced by a new one when it can never work again, at most once a
 * second. The old one finishes its calls in flight; it is ended when the next is replaced or the
 * client closes. Safe for concurrent use.
 */
public final class Connections {

  private static final String NOT_REPLACED =
      "a channel could not be replaced; the next call that fails tries again";
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Endpoints endpoints;
  private final LongFunction<Connection> opener;
  private final LongSupplier ticker;
  private final ThrottledLog log;
  private volatile Connection current;
  // guarded by this
  private @Nullable Connection retired;
  private long lastNanos;
  private boolean closed;

  /**
   * Opens the first.
   *
   * @param endpoints for reports
   * @param opener given the time of the ticker
   * @param ticker nanoseconds, as of {@link System#nanoTime()}, by which calls are timed too
   */
  public Connections(
      Endpoints endpoints,
      LongFunction<Connection> opener,
      LongSupplier ticker,
      LogThrottle throttle) {
    this.endpoints = endpoints;
    this.opener = opener;
    this.ticker = ticker;
    this.log = throttle.log(Connections.class);
    lastNanos = ticker.getAsLong() - PAUSE_NANOS;
    current = opener.apply(ticker.getAsLong());
  }

  public Connection current() {
    return current;
  }

  public ManagedChannel channel() {
    return current.channel();
  }

  /** A call has ended that began then. Never throws. */
  public void ended(Status status, long begunNanos) {
    Connection connection = current;
    try {
      String trouble =
          connection.isAfter(begunNanos) ? null : connection.trouble(status, ticker.getAsLong());
      if (trouble != null && replace(connection)) {
        log.warn("connection", "the channel to {} was replaced: {}", endpoints, trouble);
      }
    } catch (Throwable error) {
      log.error(NOT_REPLACED, error);
    }
  }

  private synchronized boolean replace(Connection broken) {
    long now = ticker.getAsLong();
    if (closed || current != broken || now - lastNanos < PAUSE_NANOS) {
      return false;
    }
    lastNanos = now;
    current = opener.apply(now);
    if (retired != null) {
      retired.close(Duration.ZERO);
    }
    retired = broken;
    broken.channel().shutdown();
    return true;
  }

  /** Closes after the calls in flight; past the timeout ends them. */
  public void close(Duration timeout) {
    Connection old;
    synchronized (this) {
      closed = true;
      old = retired;
      retired = null;
    }
    try {
      current.close(timeout);
    } finally {
      if (old != null) {
        old.close(Duration.ZERO);
      }
    }
  }
}
