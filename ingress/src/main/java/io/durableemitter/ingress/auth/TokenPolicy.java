package io.durableemitter.ingress.auth;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which tokens a server takes: signed by an allowed Ed25519 key, not older than {@code maxAge} and
 * not from the future. Immutable; the {@code with} methods return changed copies.
 *
 * @param allowedKeys public keys, 64 hex digits each, which may publish any source; or {@code
 *     KEY=pattern,pattern} for the sources that match one, {@code *} being any characters
 * @param keyFile a file with more of them, one per line, {@code #} for comments; it is read again
 *     when it changes, and when it is gone its keys are not allowed any more
 * @param maxAge how old a token may be, longer than zero; clients must rotate sooner. Default 15
 *     min
 * @param clockSkew how far a client's clock may be ahead, not negative. Default 1 min
 */
public record TokenPolicy(
    List<String> allowedKeys, Optional<Path> keyFile, Duration maxAge, Duration clockSkew) {

  /** {@link #maxAge()} unless another one is given. */
  public static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(15);

  private static final Duration DEFAULT_SKEW = Duration.ofMinutes(1);

  /**
   * Checks the values; the keys are checked when the server is built.
   *
   * @throws IllegalArgumentException if a duration is out of range
   */
  public TokenPolicy {
    allowedKeys = List.copyOf(allowedKeys);
    if (maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException("maxAge must be longer than zero but is " + maxAge);
    }
    if (clockSkew.isNegative()) {
      throw new IllegalArgumentException("clockSkew must not be negative but is " + clockSkew);
    }
  }

  /**
   * Tokens of these keys.
   *
   * @param keys public keys as of {@link #allowedKeys()}
   * @return the policy
   */
  public static TokenPolicy ofKeys(List<String> keys) {
    return new TokenPolicy(keys, Optional.empty(), DEFAULT_MAX_AGE, DEFAULT_SKEW);
  }

  /**
   * Tokens of the keys of a file, too.
   *
   * @param file one key per line
   * @return a changed copy
   */
  public TokenPolicy withKeyFile(Path file) {
    return new TokenPolicy(allowedKeys, Optional.of(file), maxAge, clockSkew);
  }

  /**
   * Tokens up to this age.
   *
   * @param age longer than zero
   * @return a changed copy
   */
  public TokenPolicy withMaxAge(Duration age) {
    return new TokenPolicy(allowedKeys, keyFile, age, clockSkew);
  }

  /**
   * Clocks that are this much ahead.
   *
   * @param skew not negative
   * @return a changed copy
   */
  public TokenPolicy withClockSkew(Duration skew) {
    return new TokenPolicy(allowedKeys, keyFile, maxAge, skew);
  }
}
