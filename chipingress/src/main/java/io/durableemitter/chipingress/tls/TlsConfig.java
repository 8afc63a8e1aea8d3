package io.durableemitter.chipingress.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Whom to trust and what to show, as files in PEM form (RFC 7468). The files are looked at again
 * and again: a changed one serves the next handshakes without a restart, a broken one is reported
 * and the last good one goes on. Immutable; the {@code with} methods return changed copies.
 *
 * @param trusted X.509 certificates of the authorities to trust, instead of those that the JVM
 *     trusts
 * @param identity what to show the other end
 * @param reloadInterval how often to look for changes, 1 s to a day. Default 10 s
 */
public record TlsConfig(
    Optional<Path> trusted, Optional<Identity> identity, Duration reloadInterval) {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

  /**
   * A certificate and its key.
   *
   * @param certificateChain X.509 certificates, the own one first
   * @param privateKey its PKCS#8 private key, not encrypted
   */
  public record Identity(Path certificateChain, Path privateKey) {}

  /**
   * Checks the interval.
   *
   * @throws IllegalArgumentException if it is not a second to a day
   */
  public TlsConfig {
    if (reloadInterval.compareTo(SHORTEST) < 0 || reloadInterval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "reloadInterval must be " + SHORTEST + " to " + LONGEST + " but is " + reloadInterval);
    }
  }

  /**
   * What the JVM trusts, and nothing to show.
   *
   * @return the configuration
   */
  public static TlsConfig ofDefaults() {
    return new TlsConfig(Optional.empty(), Optional.empty(), DEFAULT_INTERVAL);
  }

  /**
   * Trusts these authorities only. Host names are verified all the same.
   *
   * @param certificates X.509 certificates
   * @return a changed copy
   */
  public TlsConfig withTrusted(Path certificates) {
    return new TlsConfig(Optional.of(certificates), identity, reloadInterval);
  }

  /**
   * Shows a certificate.
   *
   * @param certificateChain X.509 certificates, the own one first
   * @param privateKey its private key
   * @return a changed copy
   */
  public TlsConfig withIdentity(Path certificateChain, Path privateKey) {
    return new TlsConfig(
        trusted, Optional.of(new Identity(certificateChain, privateKey)), reloadInterval);
  }

  /**
   * Changes how often the files are looked at.
   *
   * @param interval a second to a day
   * @return a changed copy
   */
  public TlsConfig withReloadInterval(Duration interval) {
    return new TlsConfig(trusted, identity, interval);
  }
}
