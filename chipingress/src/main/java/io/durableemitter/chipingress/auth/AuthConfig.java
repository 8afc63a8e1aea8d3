package io.durableemitter.chipingress.auth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * How a client authenticates itself: not at all, by headers that never change, or by a signed token
 * that rotates. Immutable; {@code toString} shows no value of a header.
 *
 * <p>The Go package chooses by its {@code AuthHeadersTTL}: zero means static headers, more means
 * rotating ones. Here each has a factory of its own.
 */
public abstract sealed class AuthConfig permits StaticAuth, RotatingAuth {

  AuthConfig() {}

  /**
   * No credentials.
   *
   * @return the configuration
   */
  public static AuthConfig none() {
    return StaticAuth.NONE;
  }

  /**
   * Headers that are sent as they are.
   *
   * @param headers by name; case does not matter in names, values are printable ASCII
   * @return the configuration; {@link #none()} if there are no headers
   * @throws IllegalArgumentException if a name or value is illegal; the message never shows a value
   */
  public static AuthConfig staticHeaders(Map<String, String> headers) {
    return headers.isEmpty() ? none() : new StaticAuth(HeaderRules.checked(headers));
  }

  /**
   * HTTP Basic authentication (RFC 7617), in UTF-8.
   *
   * @param user the user, without a colon
   * @param password the password
   * @return the configuration
   * @throws IllegalArgumentException if the user is empty or has a colon
   */
  public static AuthConfig basic(String user, String password) {
    if (user.isEmpty() || user.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "the user of Basic authentication must be a name without ':'");
    }
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return staticHeaders(
        Map.of("authorization", "Basic " + Base64.getEncoder().encodeToString(pair)));
  }

  /**
   * A token that is signed anew before it is too old, by a signer that comes later: see {@link
   * RotatingAuth.Builder#signer} and {@link GlobalSigner}.
   *
   * @param publicKeyHex the Ed25519 public key, 64 hex digits
   * @param ttl how old a token may get, 10 minutes to 365 days
   * @return the configuration
   * @throws IllegalArgumentException if the key is missing or not hex, or if the TTL is not
   */
  public static RotatingAuth rotating(String publicKeyHex, Duration ttl) {
    return RotatingAuth.builder(publicKeyHex, ttl).build();
  }

  /**
   * A token that a key at hand signs.
   *
   * @param signer the key
   * @param ttl how old a token may get, 10 minutes to 365 days
   * @return the configuration
   * @throws IllegalArgumentException if the TTL is not
   */
  public static RotatingAuth rotating(Ed25519Signer signer, Duration ttl) {
    return RotatingAuth.builder(signer.publicKeyHex(), ttl).signer(signer).build();
  }

  /** Whether there are no credentials. */
  public boolean isNone() {
    return this == StaticAuth.NONE;
  }

  /** Makes the headers of calls. */
  abstract HeaderProvider provider();
}
