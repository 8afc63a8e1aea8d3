package io.durableemitter.core.internal.encode;

/**
 * The parts of a URI, and which characters stand for themselves in them. Works on bytes, one in
 * each character.
 */
enum UriPart {
  PATH("$&+,/:;=@", "!$&'()*+,;=:@[]/"),
  USER("$&+,;=", ""),
  FRAGMENT("$&+,/:;=?@!()*", "!$&'()*+,;=:@[]/?"),
  HOST("!$&'()*+,;=:[]<>\"", ""),
  ZONE("!$&'()*+,;=:[]<>\"", "");

  private static final String HEX = "0123456789ABCDEF";

  private final String plain;
  private final String leftAlone;

  /**
   * A part.
   *
   * @param plain what is not written as a code, besides unreserved characters
   * @param leftAlone with what else a part that somebody wrote is left as it is
   */
  UriPart(String plain, String leftAlone) {
    this.plain = plain;
    this.leftAlone = leftAlone;
  }

  static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.'
        || c == '~';
  }

  private boolean isPlain(char c) {
    return isUnreserved(c) || plain.indexOf(c) >= 0;
  }

  /** As it was written, if that is legal; else as it must be written. */
  String normalized(String text) {
    String meant = decoded(text);
    String written = encoded(meant);
    boolean legal =
        text.chars().allMatch(c -> c == '%' || isPlain((char) c) || leftAlone.indexOf(c) >= 0);
    return legal ? text : written;
  }

  String encoded(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }

  String decoded(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        out.append(code(text, i));
        i += 2;
      } else if (isOfHost() && c < 0x80 && !isPlain(c)) {
        throw new MalformedUriException("its host has the character '" + c + "'");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private boolean isOfHost() {
    return this == HOST || this == ZONE;
  }

  private char code(String text, int at) {
    int value = -1;
    if (at + 2 < text.length()) {
      int high = Character.digit(text.charAt(at + 1), 16);
      int low = Character.digit(text.charAt(at + 2), 16);
      value = high < 0 || low < 0 ? -1 : high << 4 | low;
    }
    if (value < 0) {
      throw new MalformedUriException("it has a % without two hexadecimal digits; write %25");
    }
    boolean allowed =
        switch (this) {
          case HOST -> value >= 0x80 || value == '%';
          case ZONE -> value == '%' || value == ' ' || isPlain((char) value);
          default -> true;
        };
    if (!allowed) {
      throw new MalformedUriException(
          "its host has a character written as a code that it must not have");
    }
    return (char) value;
  }
}
