package io.durableemitter.core.encode;

import java.io.Serial;

/** An event cannot be encoded; the message says what is wrong and what would be right. */
public final class InvalidEventException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  InvalidEventException(String message) {
    super(message);
  }
}
