package io.durableemitter.api.internal.text;

/** What was thrown, as text on one line. Methods of foreign errors may throw. */
public final class ErrorText {

  private static final int LONGEST = 1_000;

  private ErrorText() {}

  /**
   * As the error describes itself, or else by its class.
   *
   * @param error what was thrown
   * @return the text, harmless to show, cut at 1,000 characters
   */
  public static String of(Throwable error) {
    try {
      return ForeignText.oneLine(error.toString(), LONGEST);
    } catch (Throwable second) {
      return error.getClass().getName() + ", which does not tell more: it throws when asked";
    }
  }

  /**
   * Its message, or as it describes itself if it has none.
   *
   * @param error what was thrown
   * @return the text, harmless to show, cut at 1,000 characters
   */
  public static String message(Throwable error) {
    try {
      String message = error.getMessage();
      return message == null || message.isBlank()
          ? of(error)
          : ForeignText.oneLine(message, LONGEST);
    } catch (Throwable second) {
      return of(error);
    }
  }
}
