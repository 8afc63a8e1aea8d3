package io.durableemitter.api.batch;

/** What was thrown, as text. */
public final class ErrorText {

  private ErrorText() {}

  /**
   * As the error describes itself, or else by its class: methods of foreign errors may throw.
   *
   * @param error what was thrown
   * @return the text
   */
  public static String of(Throwable error) {
    try {
      return error.toString();
    } catch (Throwable second) {
      return error.getClass().getName() + ", which does not tell more: it throws when asked";
    }
  }
}
