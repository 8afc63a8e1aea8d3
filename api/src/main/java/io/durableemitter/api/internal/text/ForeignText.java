package io.durableemitter.api.internal.text;

import java.util.Locale;

/**
 * Text that comes from elsewhere: an answer of a server, a value of an event, a message of a
 * driver. Before it is shown to anybody, in a log line, an exception, a stored error or on a
 * screen, it is made harmless here.
 */
public final class ForeignText {

  private ForeignText() {}

  /**
   * The text on one line: what could command a terminal, forge a line of a log or turn its reading
   * order round is written as its code ({@code \}{@code u000a} for a line feed). Such are control
   * characters (C0, C1), line and paragraph separators, format characters (the bidirectional ones
   * among them), characters of private use, unassigned ones, and halves of surrogate pairs. Text
   * without them comes back as it is.
   *
   * @param text the text
   * @param longest how many characters of it are shown, greater than 0; the rest is cut off and
   *     "..." says so
   * @return the harmless text; its length is at most six times {@code longest}, and three more
   */
  public static String oneLine(String text, int longest) {
    int end = text.length() <= longest ? text.length() : cut(text, longest);
    StringBuilder shown = new StringBuilder(end + 16);
    int c;
    for (int at = 0; at < end; at += Character.charCount(c)) {
      c = text.codePointAt(at);
      append(shown, c);
    }
    return end < text.length() ? shown.append("...").toString() : shown.toString();
  }

  /**
   * The text on one line, whole.
   *
   * @param text the text; its length is bounded by whoever has it
   * @return the harmless text
   */
  public static String oneLine(String text) {
    return oneLine(text, Math.max(1, text.length()));
  }

  private static int cut(String text, int longest) {
    boolean withinPair =
        Character.isHighSurrogate(text.charAt(longest - 1))
            && Character.isLowSurrogate(text.charAt(longest));
    return withinPair ? longest - 1 : longest;
  }

  private static void append(StringBuilder shown, int c) {
    if (isHarmless(c)) {
      shown.appendCodePoint(c);
    } else if (Character.isBmpCodePoint(c)) {
      shown.append(String.format(Locale.ROOT, "\\u%04x", c));
    } else {
      shown.append(
          String.format(
              Locale.ROOT,
              "\\u%04x\\u%04x",
              (int) Character.highSurrogate(c),
              (int) Character.lowSurrogate(c)));
    }
  }

  private static boolean isHarmless(int c) {
    if (c >= ' ' && c < 0x7f) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
