package io.durableemitter.http;

import io.durableemitter.api.internal.text.ErrorText;
import java.io.Serial;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a call shows to be let in: headers, a bearer token, a signature. No secret is part of a
 * message. Safe for concurrent use if the supplier of tokens is.
 */
record Credentials(
    Map<String, String> headers,
    Optional<Supplier<String>> bearerToken,
    Optional<WebhookSignatures> signatures) {

  /** Of RFC 6750. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /** Whether somebody on the way could use them; a signature is good for its own body only. */
  boolean areSecret() {
    return !headers.isEmpty() || bearerToken.isPresent();
  }

  static boolean isToken(String token) {
    return TOKEN.matcher(token).matches();
  }

  /** The token for a call that begins now; empty if there is to be none. */
  Optional<String> token() throws NoTokenException {
    if (bearerToken.isEmpty()) {
      return Optional.empty();
    }
    String token;
    try {
      token = bearerToken.get().get();
    } catch (RuntimeException e) {
      throw new NoTokenException("the supplier of bearer tokens threw: " + ErrorText.of(e), e);
    }
    // whoever wrote the supplier may not know of null marks
    if (token == null || !isToken(token)) {
      throw new NoTokenException(
          "the supplier of bearer tokens gave none, or one with characters that no token has",
          null);
    }
    return Optional.of(token);
  }

  /** There is no token, so there is no call. */
  static final class NoTokenException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    NoTokenException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
