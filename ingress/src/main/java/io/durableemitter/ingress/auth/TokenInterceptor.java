package io.durableemitter.ingress.auth;

import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.chipingress.auth.AuthToken;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets calls in whose token is good. Others get UNAUTHENTICATED with no more than a reference: what
 * was wrong stands in the server's log under that reference, where the operator finds it and an
 * attacker does not. Safe for concurrent use.
 */
public final class TokenInterceptor implements ServerInterceptor {

  private static final Logger log = LoggerFactory.getLogger(TokenInterceptor.class);
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of(AuthToken.HEADER, Metadata.ASCII_STRING_MARSHALLER);

  private final TokenVerifier verifier;
  private final Runnable onRefused;
  private final LogThrottle throttle = new LogThrottle(System::nanoTime);
  private final ConcurrentHashMap<RefusedTokenException.Kind, String> references =
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
    AllowedKeys keys = new AllowedKeys(policy.allowedKeys(), policy.keyFile(), System::nanoTime);
    this.verifier = new TokenVerifier(policy, keys, clock);
    this.onRefused = onRefused;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    try {
      verifier.verify(headers.get(TOKEN));
      return next.startCall(call, headers);
    } catch (RefusedTokenException refused) {
      onRefused.run();
      String reference = report(call, refused);
      call.close(
          Status.UNAUTHENTICATED.withDescription(
              "the token was not accepted; the ingress log says why, under reference " + reference),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }

  /** A reference that stands in the log: while a kind is throttled, that of its last report. */
  private String report(ServerCall<?, ?> call, RefusedTokenException refused) {
    throttle.run(
        refused.kind().name(),
        suppressed -> {
          String reference = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
          references.put(refused.kind(), reference);
          log.warn(
              "refused a call from {} ({}, reference {}): {} ({} more of the kind since the last"
                  + " report)",
              call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
              refused.kind(),
              reference,
              refused.getMessage(),
              suppressed);
        });
    return references.getOrDefault(refused.kind(), "00000000");
  }
}
