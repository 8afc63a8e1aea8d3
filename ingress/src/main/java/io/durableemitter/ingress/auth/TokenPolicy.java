package io.durableemitter.ingress.auth;

import io.durableemitter.api.internal.config.Ranges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which tokens a server takes: signed by an allowed Ed25519 key, not older than {@code maxAge} and
 * not from the future. Immutable; the docs of each setting are at {@link Builder}.
 */
public record TokenPolicy(
    List<String> allowedKeys, Optional<Path> keyFile, Duration maxAge, Duration clockSkew) {

  /** Checks the settings, as {@link Builder#build()} says. */
  public TokenPolicy {
    allowedKeys = List.copyOf(allowedKeys);
    Ranges.positive("maxAge", maxAge);
    Ranges.notNegative("clockSkew", clockSkew);
  }

  /** The defaults: no token is taken, for no key is allowed. */
  public static TokenPolicy ofDefaults() {
    return builder().build();
  }

  /** Tokens of these keys, and the defaults. */
  public static TokenPolicy ofKeys(List<String> keys) {
    return builder().allowedKeys(keys).build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.allowedKeys = allowedKeys;
    builder.keyFile = keyFile;
    builder.maxAge = maxAge;
    builder.clockSkew = clockSkew;
    return builder;
  }

  /** Builds a {@link TokenPolicy}. Not safe for concurrent use. */
  public static final class Builder {

    private List<String> allowedKeys = List.of();
    private Optional<Path> keyFile = Optional.empty();
    private Duration maxAge = Duration.ofMinutes(15);
    private Duration clockSkew = Duration.ofMinutes(1);

    private Builder() {}

    /**
     * Public keys, 64 hex digits each, which may publish any source; or {@code KEY=pattern,pattern}
     * for the sources that match one, {@code *} being any characters. Default none.
     */
    public Builder allowedKeys(List<String> keys) {
      allowedKeys = keys;
      return this;
    }

    /**
     * A file with more keys, one per line, {@code #} for comments; it is read again when it
     * changes, and when it is gone its keys are not allowed any more. Default none.
     */
    public Builder keyFile(Path file) {
      keyFile = Optional.of(file);
      return this;
    }

    /** How old a token may be, longer than zero; clients must rotate sooner. Default 15 min. */
    public Builder maxAge(Duration value) {
      maxAge = value;
      return this;
    }

    /** How far a client's clock may be ahead, not negative. Default 1 min. */
    public Builder clockSkew(Duration value) {
      clockSkew = value;
      return this;
    }

    /**
     * Checks the settings and makes the policy; the keys are checked when the server is built.
     *
     * @throws IllegalArgumentException if a duration is out of range; the message names it
     */
    public TokenPolicy build() {
      return new TokenPolicy(allowedKeys, keyFile, maxAge, clockSkew);
    }
  }
}
