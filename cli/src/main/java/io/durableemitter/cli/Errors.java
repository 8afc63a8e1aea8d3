package io.durableemitter.cli;

import io.durableemitter.api.internal.text.ForeignText;

/** Words an error for people: the most telling message of the chain, on one harmless line. */
final class Errors {

  private Errors() {}

  static String describe(Throwable error) {
    String message = message(error);
    if (error instanceof CommandException) {
      return message; // it is all that a user needs
    }
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String detail = message(root);
    // causes often repeat what the outer message says already
    return message.contains(detail) ? message : message + ": " + detail;
  }

  /** The message of this error alone. */
  static String message(Throwable error) {
    String text = error.getMessage();
    String line = text == null || text.isBlank() ? error.getClass().getSimpleName() : text;
    return ForeignText.oneLine(line.strip().replaceAll("\\s*\\R\\s*", " "));
  }
}
