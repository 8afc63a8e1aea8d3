package io.durableemitter.chipingress.auth;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The token of rotating authentication, version 2, as the Go package {@code chipingress} makes it:
 * {@code 2:<public key hex>:<unix time in nanoseconds>:<signature hex>}. What is signed is the 32
 * bytes of the public key and the time as 8 bytes, big-endian. Immutable if its arrays are left
 * alone.
 */
@SuppressWarnings("ArrayRecordComponent") // only ever compared byte by byte
public record AuthToken(byte[] publicKey, long unixNanos, byte[] signature) {

  /** The header that carries it, in lower case. */
  public static final String HEADER = "x-beholder-node-auth-token";

  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;
  private static final long NANOS = 1_000_000_000L;
  private static final int LONGEST = 2 + 2 * KEY_BYTES + 1 + 20 + 1 + 2 * SIGNATURE_BYTES;

  /**
   * What is signed for a key and a time.
   *
   * @param publicKey the 32 bytes of the public key
   * @param unixNanos the time, in nanoseconds since 1970
   * @return 40 bytes
   */
  public static byte[] signedBytes(byte[] publicKey, long unixNanos) {
    return ByteBuffer.allocate(publicKey.length + Long.BYTES)
        .put(publicKey)
        .putLong(unixNanos)
        .array();
  }

  /** Makes one of now, and asks the signer for as long as it takes. */
  static AuthToken signed(byte[] publicKey, Signer signer, Clock clock) throws Exception {
    Instant now = clock.instant();
    long nanos = Math.addExact(Math.multiplyExact(now.getEpochSecond(), NANOS), now.getNano());
    byte[] signature =
        signer.sign(HexFormat.of().formatHex(publicKey), signedBytes(publicKey, nanos));
    if (signature.length != SIGNATURE_BYTES) {
      throw new IllegalStateException(
          "the signer gave " + signature.length + " bytes; an Ed25519 signature has 64");
    }
    return new AuthToken(publicKey, nanos, signature);
  }

  /**
   * Reads a token.
   *
   * @param text what came in the header
   * @return the token; its signature is not verified
   * @throws IllegalArgumentException if it is not of this form; the message says what is wrong and
   *     does not show it
   */
  public static AuthToken parse(String text) {
    String[] parts = text.length() > LONGEST ? new String[0] : text.split(":", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("the token does not have four parts of the usual length");
    }
    if (!parts[0].equals("2")) {
      throw new IllegalArgumentException("the token is not of version 2");
    }
    return new AuthToken(
        bytes("public key", parts[1], KEY_BYTES),
        time(parts[2]),
        bytes("signature", parts[3], SIGNATURE_BYTES));
  }

  private static byte[] bytes(String what, String hex, int length) {
    if (hex.length() != 2 * length) {
      throw new IllegalArgumentException(
          "the token's " + what + " does not have " + 2 * length + " hex digits");
    }
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the token's " + what + " is not hex", e);
    }
  }

  private static long time(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("the token's time is not a number of nanoseconds");
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the token's time is too large", e);
    }
  }

  /** When it was made. */
  public Instant time() {
    return Instant.ofEpochSecond(0, unixNanos);
  }

  /** The public key in lower-case hex. */
  public String publicKeyHex() {
    return HexFormat.of().formatHex(publicKey);
  }

  /** The header's value, a secret while it is fresh. */
  public String format() {
    return "2:" + publicKeyHex() + ":" + unixNanos + ":" + HexFormat.of().formatHex(signature);
  }

  @Override
  public String toString() {
    return "token of key " + publicKeyHex() + " made at " + time();
  }
}
