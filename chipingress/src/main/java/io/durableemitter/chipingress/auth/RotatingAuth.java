package io.durableemitter.chipingress.auth;

import io.durableemitter.api.internal.config.Ranges;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * A token that is signed anew before it is too old. Immutable. A token is replaced in the
 * background once it has reached 70 % of its time to live, while calls go on with the one there is.
 */
public final class RotatingAuth extends AuthConfig {

  /** The shortest time to live. */
  public static final Duration MIN_TTL = Duration.ofMinutes(10);

  /** The longest. */
  public static final Duration MAX_TTL = Duration.ofDays(365);

  private static final int KEY_BYTES = 32;

  private final byte[] publicKey;
  private final Duration ttl;
  private final Signer signer;
  private final Map<String, String> initialHeaders;
  private final Map<String, String> otherHeaders;

  private RotatingAuth(Builder builder) {
    publicKey = builder.publicKey;
    ttl = builder.ttl;
    signer = builder.signer;
    initialHeaders = HeaderRules.checked(builder.initialHeaders);
    otherHeaders = HeaderRules.checked(builder.otherHeaders);
    Ranges.between("ttl", ttl, MIN_TTL, MAX_TTL);
    if (otherHeaders.containsKey(AuthToken.HEADER)) {
      throw new IllegalArgumentException(
          "header '" + AuthToken.HEADER + "' carries the token; leave it out");
    }
  }

  static Builder builder(String publicKeyHex, Duration ttl) {
    return new Builder(key(publicKeyHex), ttl);
  }

  /** Begins with these settings. */
  public Builder toBuilder() {
    return new Builder(publicKey, ttl)
        .signer(signer)
        .initialHeaders(initialHeaders)
        .otherHeaders(otherHeaders);
  }

  private static byte[] key(String hex) {
    if (hex.isBlank()) {
      throw new IllegalArgumentException(
          "rotating headers need the public key: give its 64 hex digits");
    }
    byte[] key;
    try {
      key = HexFormat.of().parseHex(hex.strip().toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the public key is not hex: " + e.getMessage(), e);
    }
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "an Ed25519 public key has 32 bytes, 64 hex digits, but this one has "
              + key.length
              + " bytes");
    }
    return key;
  }

  @Override
  HeaderProvider provider() {
    return new RotatingHeaders(
        () -> AuthToken.signed(publicKey, signer, Clock.systemUTC()),
        ttl,
        initialHeaders,
        otherHeaders,
        RotatingHeaders.SIGNER_TIMEOUT,
        System::nanoTime);
  }

  @Override
  public String toString() {
    return "rotating token of key " + HexFormat.of().formatHex(publicKey) + ", TTL " + ttl;
  }

  /** Builds a {@link RotatingAuth}. Not safe for concurrent use. */
  public static final class Builder {

    private final byte[] publicKey;
    private final Duration ttl;
    private Signer signer = GlobalSigner::sign;
    private Map<String, String> initialHeaders = Map.of();
    private Map<String, String> otherHeaders = Map.of();

    private Builder(byte[] publicKey, Duration ttl) {
      this.publicKey = publicKey;
      this.ttl = ttl;
    }

    /** Who signs; the signer that {@link GlobalSigner#set} brings later if not given. */
    public Builder signer(Signer value) {
      signer = value;
      return this;
    }

    /**
     * Headers to begin with, by name, made elsewhere; they serve until the first rotation, at most
     * for the time to live. Default none.
     */
    public Builder initialHeaders(Map<String, String> headers) {
      initialHeaders = headers;
      return this;
    }

    /**
     * Headers that are sent as they are beside the token, before and after each rotation. Case does
     * not matter in names, values are printable ASCII. Default none.
     */
    public Builder otherHeaders(Map<String, String> headers) {
      otherHeaders = headers;
      return this;
    }

    /**
     * Checks the settings and makes the configuration.
     *
     * @throws IllegalArgumentException if the time to live is out of range, a name or value of a
     *     header is illegal, or one of the other headers is that of the token; the message never
     *     shows a value
     */
    public RotatingAuth build() {
      return new RotatingAuth(this);
    }
  }
}
