package io.durableemitter.console;

import io.durableemitter.api.internal.text.ForeignText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tokens that let somebody in. Kept as digests, and compared without telling how far alike. */
final class Tokens {

  static final int SHORTEST = 16;
  private static final int LONGEST_NAME = 100;

  @SuppressWarnings("ArrayRecordComponent") // never compared as a record
  private record Token(byte[] digest, Principal principal) {}

  private final List<Token> tokens = new ArrayList<>();

  void add(String name, String secret, boolean readOnly) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "token: its name must have 1 to " + LONGEST_NAME + " characters");
    }
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "token of '"
              + ForeignText.oneLine(name)
              + "' must have at least "
              + SHORTEST
              + " characters but has "
              + secret.length());
    }
    tokens.add(new Token(digest(secret), new Principal(name, readOnly)));
  }

  boolean isEmpty() {
    return tokens.isEmpty();
  }

  /** All are compared, so that the time says nothing of which it was. */
  Optional<Principal> find(String secret) {
    byte[] digest = digest(secret);
    Optional<Principal> found = Optional.empty();
    for (Token token : tokens) {
      if (MessageDigest.isEqual(token.digest(), digest)) {
        found = Optional.of(token.principal());
      }
    }
    return found;
  }

  static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
