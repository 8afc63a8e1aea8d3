package io.durableemitter.http;

import java.io.Serial;

/** An event cannot be written as CloudEvents and HTTP have it; the message says why. */
final class MalformedEventException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  MalformedEventException(String message) {
    super(message);
  }

  MalformedEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
