package io.durableemitter.chipingress.auth;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.api.internal.text.ErrorText;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Headers that are made anew by one refresh at a time, on a thread of its own, while calls go on
 * with those there are. Ages are measured by a ticker: a change of the wall clock neither expires
 * nor keeps a token. Fields are guarded by this object's lock.
 */
final class RotatingHeaders implements HeaderProvider {

  static final Duration SIGNER_TIMEOUT = Duration.ofSeconds(5);

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double REFRESH_AT = 0.7;

  private final Callable<AuthToken> signer;
  private final Map<String, String> others;
  private final long ttlNanos;
  private final Duration signerTimeout;
  private final long longestNanos;
  private final LongSupplier ticker;
  private final ThrottledLog log;
  private final ThreadPoolExecutor signing;

  private @Nullable Headers current;
  private @Nullable CompletableFuture<Map<String, String>> refresh;
  private @Nullable AuthException lastFailure;
  private long refreshNanos; // not by the ticker: as the signer's timeout
  private long lastAttemptNanos;
  private boolean wanted;

  RotatingHeaders(
      Callable<AuthToken> signer,
      Duration ttl,
      Map<String, String> initial,
      Map<String, String> others,
      Duration signerTimeout,
      LongSupplier ticker) {
    this.signer = signer;
    this.others = others;
    this.ttlNanos = TimeUnit.NANOSECONDS.convert(ttl);
    this.signerTimeout = signerTimeout;
    this.longestNanos = TimeUnit.NANOSECONDS.convert(signerTimeout) + PAUSE_NANOS;
    this.ticker = ticker;
    this.log = new LogThrottle(ticker).log(RotatingHeaders.class);
    this.current = initial.isEmpty() ? null : new Headers(withOthers(initial), ticker.getAsLong());
    this.lastAttemptNanos = ticker.getAsLong() - PAUSE_NANOS;
    // one thread, and one refresh behind it for the moment in which it ends the one before: a
    // signer that hangs must not gather more
    this.signing =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            work -> {
              Thread thread = new Thread(work, "durable-emitter-signer");
              thread.setDaemon(true);
              return thread;
            });
    signing.allowCoreThreadTimeOut(true);
  }

  @Override
  public synchronized CompletableFuture<Map<String, String>> headers() {
    long now = ticker.getAsLong();
    if (refresh != null && System.nanoTime() - refreshNanos > longestNanos) {
      // its end was lost, as in a moment without memory: it must not be the last one
      refresh.completeExceptionally(new AuthException("the token was not signed in time", null));
      refresh = null;
    }
    Headers valid = current != null && now - current.madeNanos < ttlNanos ? current : null;
    boolean due = valid == null || wanted || now - valid.madeNanos >= ttlNanos * REFRESH_AT;
    if (due && refresh == null && now - lastAttemptNanos >= PAUSE_NANOS) {
      lastAttemptNanos = now;
      begin();
    }
    if (valid != null) {
      return CompletableFuture.completedFuture(valid.values);
    }
    return refresh != null
        ? refresh.copy()
        : CompletableFuture.failedFuture(
            lastFailure != null ? lastFailure : new AuthException("the client is closed", null));
  }

  private Map<String, String> withOthers(Map<String, String> token) {
    if (others.isEmpty()) {
      return token;
    }
    Map<String, String> all = new HashMap<>(others);
    all.putAll(token);
    return Map.copyOf(all);
  }

  private void begin() {
    CompletableFuture<Map<String, String>> made = new CompletableFuture<>();
    refresh = made;
    refreshNanos = System.nanoTime();
    try {
      Future<?> work =
          signing.submit(
              () -> {
                try {
                  settle(made, withOthers(Map.of(AuthToken.HEADER, signer.call().format())), null);
                } catch (Throwable error) {
                  settle(made, null, error);
                }
              });
      var unused =
          new CompletableFuture<Void>()
              .orTimeout(TimeUnit.NANOSECONDS.convert(signerTimeout), TimeUnit.NANOSECONDS)
              .whenComplete(
                  (nothing, timeout) -> {
                    // first, or the signer's interruption would be told as the reason
                    settle(made, null, new TimeoutException("no answer within " + signerTimeout));
                    work.cancel(true);
                  });
    } catch (RejectedExecutionException busy) {
      settle(
          made,
          null,
          new TimeoutException(
              "it still has not answered an earlier question, or the client is closed"));
    } catch (Throwable noMemory) {
      settle(made, null, noMemory);
    }
  }

  private void settle(
      CompletableFuture<Map<String, String>> made,
      @Nullable Map<String, String> headers,
      @Nullable Throwable error) {
    Optional<AuthException> failure =
        headers != null ? Optional.empty() : Optional.of(failed(error));
    synchronized (this) {
      if (refresh != made) {
        return; // too late, or a second time
      }
      refresh = null;
      lastFailure = failure.orElse(null);
      if (headers != null) {
        current = new Headers(headers, lastAttemptNanos);
        wanted = false;
      }
    }
    if (headers != null) {
      made.complete(headers);
    }
    failure.ifPresent(made::completeExceptionally);
    failure.ifPresent(this::report);
  }

  private static AuthException failed(@Nullable Throwable error) {
    return new AuthException(
        "the token could not be signed: " + (error == null ? "" : ErrorText.message(error)), error);
  }

  private void report(AuthException failure) {
    log.warn(
        "refresh",
        "{}; calls go on with the token there is until its TTL ends, then they fail and rows wait",
        failure.getMessage());
  }

  @Override
  public synchronized void refused() {
    wanted = true;
  }

  @Override
  public void close() {
    signing.shutdownNow();
  }

  private record Headers(Map<String, String> values, long madeNanos) {}
}
