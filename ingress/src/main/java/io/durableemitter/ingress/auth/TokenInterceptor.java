package io.durableemitter.ingress.auth;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.chipingress.auth.AuthToken;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls in whose token is good. Others get UNAUTHENTICATED with no more than a reference: what
 * was wrong stands in the server's log under that reference, where the operator finds it and an
 * attacker does not. Safe for concurrent use.
 */
public final class TokenInterceptor implements ServerInterceptor {

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of(AuthToken.HEADER, Metadata.ASCII_STRING_MARSHALLER);

  private final TokenVerifier verifier;
  private final Runnable onRefused;
  private final ThrottledLog log = new LogThrottle(System::nanoTime).log(TokenInterceptor.class);
  private final LongSupplier ticker;
  private final ConcurrentHashMap<RefusedTokenException.Kind, Reported> reports =
      new ConcurrentHashMap<>();

  /**
   * An interceptor.
   *
   * @param policy which tokens to take
   * @param clock the time
   * @param onRefused run for each call that is refused
   * @throws IllegalArgumentException if a key is none or the file cannot be read; the message says
   *     which
   */
  public TokenInterceptor(TokenPolicy policy, Clock clock, Runnable onRefused) {
    this(policy, clock, onRefused, System::nanoTime);
  }

  TokenInterceptor(TokenPolicy policy, Clock clock, Runnable onRefused, LongSupplier ticker) {
    AllowedKeys keys = new AllowedKeys(policy.allowedKeys(), policy.keyFile(), System::nanoTime);
    this.verifier = new TokenVerifier(policy, keys, clock);
    this.onRefused = onRefused;
    this.ticker = ticker;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Identity identity;
    try {
      identity = verifier.verify(token(headers));
    } catch (RefusedTokenException refused) {
      onRefused.run();
      String reference = report(call, refused);
      call.close(
          Status.UNAUTHENTICATED.withDescription(
              "the token was not accepted; the ingress log says why, under reference " + reference),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    return identity.during(call, headers, next);
  }

  private static @Nullable String token(Metadata headers) throws RefusedTokenException {
    Iterable<String> all = headers.getAll(TOKEN);
    if (all == null) {
      return null;
    }
    Iterator<String> tokens = all.iterator();
    String token = tokens.hasNext() ? tokens.next() : null;
    if (tokens.hasNext()) {
      throw new RefusedTokenException(
          RefusedTokenException.Kind.MALFORMED,
          "there is more than one header " + AuthToken.HEADER);
    }
    return token;
  }

  /**
   * A reference under which the log has the reason, made before the line is written: a new one for
   * the first call of a kind, which is logged; the same for those of the next seconds, which are
   * counted.
   */
  private String report(ServerCall<?, ?> call, RefusedTokenException refused) {
    Reported reported =
        reports.compute(
            refused.kind(),
            (kind, last) -> {
              long now = ticker.getAsLong();
              return last == null || now - last.nanos() >= WINDOW_NANOS
                  ? new Reported(
                      HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()),
                      now,
                      new AtomicLong(),
                      last == null ? 0 : last.calls().get() - 1)
                  : last;
            });
    if (reported.calls().incrementAndGet() == 1) {
      Object from = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
      log.warnOfChange(
          refused.kind().name(),
          "refused a call from {} ({}, reference {}): {} ({} more of the kind under the reference before)",
          from,
          refused.kind(),
          reported.reference(),
          refused.getMessage(),
          reported.before());
    }
    return reported.reference();
  }

  private record Reported(String reference, long nanos, AtomicLong calls, long before) {}
}
