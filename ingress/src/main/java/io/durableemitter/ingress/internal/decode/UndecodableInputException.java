package io.durableemitter.ingress.internal.decode;

import java.io.Serial;

/** Input is not what it should be; the message says what is wrong and, if it can, at which byte. */
public final class UndecodableInputException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  UndecodableInputException(String message) {
    super(message);
  }
}
