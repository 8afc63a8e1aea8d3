package io.durableemitter.cli;

import java.util.Map;

/**
 * Colours for people: on a terminal only, and never where {@code NO_COLOR} is set (see
 * no-color.org) or the terminal is dumb. Colours repeat what is said in words. Immutable.
 */
final class Style {

  private static final String END = "\u001b[0m";

  private final boolean colours;

  Style(boolean colours) {
    this.colours = colours;
  }

  /** Of standard output. */
  static Style ofTerminal() {
    return of(Table.terminalWidth(), System.getenv());
  }

  static Style of(int width, Map<String, String> environment) {
    return new Style(
        width > 0
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb"));
  }

  String good(String text) {
    return in("\u001b[32m", text);
  }

  String bad(String text) {
    return in("\u001b[31;1m", text);
  }

  String strong(String text) {
    return in("\u001b[1m", text);
  }

  private String in(String colour, String text) {
    return colours && !text.isEmpty() ? colour + text + END : text;
  }
}
