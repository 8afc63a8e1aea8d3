package io.durableemitter.chipingress.auth;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** There are no credentials for a call. The message says why and never holds a secret. */
public final class AuthException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  AuthException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
