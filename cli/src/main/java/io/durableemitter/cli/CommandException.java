package io.durableemitter.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A command cannot go on; the message is all that a user needs. */
final class CommandException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandException(int exitCode, String message) {
    this(exitCode, message, null);
  }

  CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
