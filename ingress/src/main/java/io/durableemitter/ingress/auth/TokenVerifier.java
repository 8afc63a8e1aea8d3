package io.durableemitter.ingress.auth;

import io.durableemitter.chipingress.auth.AuthToken;
import io.durableemitter.chipingress.auth.Ed25519Keys;
import io.durableemitter.ingress.auth.RefusedTokenException.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Verifies tokens. Safe for concurrent use. */
final class TokenVerifier {

  private final TokenPolicy policy;
  private final AllowedKeys keys;
  private final Clock clock;

  /**
   * The last token of each key whose signature was good: a client shows the same one for minutes.
   * Bounded by the allowed keys.
   */
  private final ConcurrentHashMap<String, byte[]> verified = new ConcurrentHashMap<>();

  TokenVerifier(TokenPolicy policy, AllowedKeys keys, Clock clock) {
    this.policy = policy;
    this.keys = keys;
    this.clock = clock;
  }

  /** Whose token it is, if it is to be taken. */
  Identity verify(@Nullable String text) throws RefusedTokenException {
    if (text == null) {
      throw new RefusedTokenException(Kind.MISSING, "there is no header " + AuthToken.HEADER);
    }
    AuthToken token = parse(text);
    String key = token.publicKeyHex();
    Optional<AllowedSources> sources = keys.sources(key);
    if (sources.isEmpty()) {
      verified.remove(key);
      throw new RefusedTokenException(Kind.UNKNOWN_KEY, "key " + key + " is not allowed");
    }
    Identity identity = Identity.of(key, sources.get());
    checkTime(token);
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] known = verified.get(key);
    if (known != null && MessageDigest.isEqual(known, bytes)) {
      return identity;
    }
    byte[] signed = AuthToken.signedBytes(token.publicKey(), token.unixNanos());
    if (!Ed25519Keys.verify(token.publicKey(), signed, token.signature())) {
      throw new RefusedTokenException(Kind.BAD_SIGNATURE, "it was not signed by key " + key);
    }
    verified.put(key, bytes);
    return identity;
  }

  private static AuthToken parse(String text) throws RefusedTokenException {
    try {
      return AuthToken.parse(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedTokenException(Kind.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private void checkTime(AuthToken token) throws RefusedTokenException {
    Instant now = clock.instant();
    Duration age = Duration.between(token.time(), now);
    if (age.compareTo(policy.maxAge()) > 0) {
      throw new RefusedTokenException(
          Kind.TOO_OLD,
          "the "
              + token
              + " is "
              + age
              + " old, more than "
              + policy.maxAge()
              + "; the client must rotate it sooner, or one of the clocks is wrong");
    }
    if (age.negated().compareTo(policy.clockSkew()) > 0) {
      throw new RefusedTokenException(
          Kind.FROM_THE_FUTURE,
          "the "
              + token
              + " is "
              + age.negated()
              + " ahead of this clock, more than "
              + policy.clockSkew());
    }
  }
}
