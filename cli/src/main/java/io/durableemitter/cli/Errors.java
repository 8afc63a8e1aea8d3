package io.durableemitter.cli;

/** Words an error for people: the most telling message of the chain, on one line. */
final class Errors {

  private Errors() {}

  static String describe(Throwable error) {
    String message = message(error);
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String detail = message(root);
    // causes often repeat what the outer message says already
    return message.contains(detail) ? message : message + ": " + detail;
  }

  private static String message(Throwable error) {
    String text = error.getMessage();
    String line = text == null || text.isBlank() ? error.getClass().getSimpleName() : text;
    return line.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
