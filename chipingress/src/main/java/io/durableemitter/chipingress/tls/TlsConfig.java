package io.durableemitter.chipingress.tls;

import io.durableemitter.api.internal.config.Ranges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Whom to trust and what to show, as files in PEM form (RFC 7468). The files are looked at again
 * and again: a changed one serves the next handshakes without a restart, a broken one is reported
 * and the last good one goes on. Immutable; the docs of each setting are at {@link Builder}.
 */
public record TlsConfig(
    Optional<Path> trusted, Optional<Identity> identity, Duration reloadInterval) {

  /**
   * A certificate and its key.
   *
   * @param certificateChain X.509 certificates, the own one first
   * @param privateKey its PKCS#8 private key, not encrypted
   */
  public record Identity(Path certificateChain, Path privateKey) {}

  /** Checks the settings, as {@link Builder#build()} says. */
  public TlsConfig {
    Ranges.between("reloadInterval", reloadInterval, Duration.ofSeconds(1), Duration.ofDays(1));
  }

  /** What the JVM trusts, and nothing to show. */
  public static TlsConfig ofDefaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.trusted = trusted;
    builder.identity = identity;
    builder.reloadInterval = reloadInterval;
    return builder;
  }

  /** Builds a {@link TlsConfig}. Not safe for concurrent use. */
  public static final class Builder {

    private Optional<Path> trusted = Optional.empty();
    private Optional<Identity> identity = Optional.empty();
    private Duration reloadInterval = Duration.ofSeconds(10);

    private Builder() {}

    /**
     * X.509 certificates of the authorities to trust, and of no others; what the JVM trusts if not
     * given. Host names are verified all the same.
     */
    public Builder trusted(Path certificates) {
      trusted = Optional.of(certificates);
      return this;
    }

    /**
     * What to show the other end; nothing if not given.
     *
     * @param certificateChain X.509 certificates, the own one first
     * @param privateKey its PKCS#8 private key, not encrypted
     */
    public Builder identity(Path certificateChain, Path privateKey) {
      identity = Optional.of(new Identity(certificateChain, privateKey));
      return this;
    }

    /** How often the files are looked at, a second to a day. Default 10 s. */
    public Builder reloadInterval(Duration value) {
      reloadInterval = value;
      return this;
    }

    /**
     * Checks the settings and makes the configuration; the files are read by who uses it.
     *
     * @throws IllegalArgumentException if the interval is out of range
     */
    public TlsConfig build() {
      return new TlsConfig(trusted, identity, reloadInterval);
    }
  }
}
