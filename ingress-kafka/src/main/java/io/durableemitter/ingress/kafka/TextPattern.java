package io.durableemitter.ingress.kafka;

import io.durableemitter.api.internal.text.ForeignText;

/**
 * A text, or the begin of one with a star at its end.
 *
 * @param text without the star
 * @param open whether anything may follow
 */
record TextPattern(String text, boolean open) {

  private static final int LONGEST_SHOWN = 100;

  static TextPattern of(String written) {
    boolean open = written.endsWith("*");
    String text = open ? written.substring(0, written.length() - 1) : written;
    if (text.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "'"
              + ForeignText.oneLine(written, LONGEST_SHOWN)
              + "' has a star that is not its end; write order.* for all that begin with order.");
    }
    return new TextPattern(text, open);
  }

  boolean matches(String value) {
    return open ? value.startsWith(text) : value.equals(text);
  }
}
