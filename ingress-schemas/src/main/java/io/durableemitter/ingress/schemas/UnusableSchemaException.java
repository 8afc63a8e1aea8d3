package io.durableemitter.ingress.schemas;

import java.io.Serial;

/** A schema is none, or may not be used here. */
final class UnusableSchemaException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  UnusableSchemaException(String message) {
    super(message);
  }

  UnusableSchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
