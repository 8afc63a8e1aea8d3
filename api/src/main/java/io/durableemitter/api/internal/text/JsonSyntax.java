package io.durableemitter.api.internal.text;

/** Whether bytes are one JSON value (RFC 8259). */
public final class JsonSyntax {

  /** Every reader takes what is nested so deep. */
  public static final int DEEPEST = 100;

  /** And numbers of so many characters. */
  public static final int LONGEST_NUMBER = 100;

  private final byte[] text;
  private final int deepest;
  private final int longestNumber;
  private int at;

  private JsonSyntax(byte[] text, int deepest, int longestNumber) {
    this.text = text;
    this.deepest = deepest;
    this.longestNumber = longestNumber;
  }

  /**
   * Whether they are one that every reader takes. What is not would break what it is put into, and
   * with it what is around it.
   *
   * @param text only read
   * @return false if it is none, or goes beyond {@link #DEEPEST} or {@link #LONGEST_NUMBER}
   */
  public static boolean isValue(byte[] text) {
    return isValue(text, DEEPEST, LONGEST_NUMBER);
  }

  /** Whether they are one within other bounds; the stack must be deep enough. */
  static boolean isValue(byte[] text, int deepest, int longestNumber) {
    if (!Utf8.isUtf8(text, 0, text.length)) {
      return false;
    }
    JsonSyntax syntax = new JsonSyntax(text, deepest, longestNumber);
    return syntax.value(0) && syntax.next() == 0 && syntax.at == text.length;
  }

  /** The next character that is no white space; 0 at the end. Stays before it. */
  private int next() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
      at++;
    }
    return peek();
  }

  private int peek() {
    return at < text.length ? text[at] : 0;
  }

  private boolean take(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  private boolean value(int depth) {
    return switch (next()) {
      case '{' -> depth < deepest && object(depth + 1);
      case '[' -> depth < deepest && array(depth + 1);
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    };
  }

  private boolean object(int depth) {
    at++;
    if (next() == '}') {
      return take('}');
    }
    do {
      if (next() != '"' || !string() || next() != ':' || !take(':') || !value(depth)) {
        return false;
      }
    } while (next() == ',' && take(','));
    return take('}');
  }

  private boolean array(int depth) {
    at++;
    if (next() == ']') {
      return take(']');
    }
    do {
      if (!value(depth)) {
        return false;
      }
    } while (next() == ',' && take(','));
    return take(']');
  }

  private boolean string() {
    at++;
    while (at < text.length) {
      int c = text[at++];
      if (c == '"') {
        return true;
      }
      // bytes of longer characters are negative
      if ((c >= 0 && c < ' ') || (c == '\\' && !escape())) {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    int c = peek();
    at++;
    if (c != 'u') {
      return c > 0 && "\"\\/bfnrt".indexOf(c) >= 0;
    }
    for (int end = at + 4; at < end; at++) {
      if (Character.digit(peek(), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean word(String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (!take(expected.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean number() {
    int begin = at;
    if (peek() == '-') {
      at++;
    }
    if (!take('0') && !digits()) {
      return false;
    }
    if (take('.') && !digits()) {
      return false;
    }
    if (take('e') || take('E')) {
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      if (!digits()) {
        return false;
      }
    }
    return at - begin <= longestNumber;
  }

  private boolean digits() {
    int begin = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at > begin;
  }
}
