package io.durableemitter.chipingress.auth;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * A token that is signed anew before it is too old. Immutable; the {@code with} methods return
 * changed copies. A token is replaced in the background once it has reached 70 % of its time to
 * live, while calls go on with the one there is.
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

  private RotatingAuth(
      byte[] publicKey,
      Duration ttl,
      Signer signer,
      Map<String, String> initialHeaders,
      Map<String, String> otherHeaders) {
    this.publicKey = publicKey;
    this.ttl = ttl;
    this.signer = signer;
    this.initialHeaders = initialHeaders;
    this.otherHeaders = otherHeaders;
  }

  static RotatingAuth of(String publicKeyHex, Duration ttl) {
    if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException(
          "the TTL of rotating headers must be at least 10 minutes and at most 365 days but is "
              + ttl);
    }
    return new RotatingAuth(key(publicKeyHex), ttl, GlobalSigner::sign, Map.of(), Map.of());
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

  /**
   * Signs with this signer instead of the one that {@link GlobalSigner#set} brings later.
   *
   * @param value the signer
   * @return a changed copy
   */
  public RotatingAuth withSigner(Signer value) {
    return new RotatingAuth(publicKey, ttl, value, initialHeaders, otherHeaders);
  }

  /**
   * Headers to begin with, made elsewhere; they serve until the first rotation, at most for the
   * time to live.
   *
   * @param headers by name
   * @return a changed copy
   * @throws IllegalArgumentException if a name or value is illegal
   */
  public RotatingAuth withInitialHeaders(Map<String, String> headers) {
    return new RotatingAuth(publicKey, ttl, signer, HeaderRules.checked(headers), otherHeaders);
  }

  /**
   * Headers that are sent as they are beside the token, before and after each rotation.
   *
   * @param headers by name; case does not matter in names, values are printable ASCII
   * @return a changed copy
   * @throws IllegalArgumentException if a name or value is illegal, or the name is that of the
   *     token; the message never shows a value
   */
  public RotatingAuth withOtherHeaders(Map<String, String> headers) {
    Map<String, String> checked = HeaderRules.checked(headers);
    if (checked.containsKey(AuthToken.HEADER)) {
      throw new IllegalArgumentException(
          "header '" + AuthToken.HEADER + "' carries the token; leave it out");
    }
    return new RotatingAuth(publicKey, ttl, signer, initialHeaders, checked);
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
}
