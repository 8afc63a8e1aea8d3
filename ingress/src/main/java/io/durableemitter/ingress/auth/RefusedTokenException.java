package io.durableemitter.ingress.auth;

import java.io.Serial;

/** A token that is not taken. The message is for the server's log, not for the caller. */
final class RefusedTokenException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** The kinds of trouble, few and fixed, for the log's sake. */
  enum Kind {
    MISSING,
    MALFORMED,
    UNKNOWN_KEY,
    TOO_OLD,
    FROM_THE_FUTURE,
    BAD_SIGNATURE
  }

  private final Kind kind;

  RefusedTokenException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
