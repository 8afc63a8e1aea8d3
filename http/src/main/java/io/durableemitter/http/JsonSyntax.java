package io.durableemitter.http;

import io.durableemitter.api.internal.text.Utf8;

/**
 * Whether bytes are one JSON value (RFC 8259), and one that every reader takes: nested at most
 * {@value #DEEPEST} deep, no number longer than {@value #LONGEST_NUMBER} digits. What is not would
 * break the request that it was put into, and with it the events around it.
 */
final class JsonSyntax {

  static final int DEEPEST = 100;
  static final int LONGEST_NUMBER = 100;

  private final byte[] text;
  private int at;

  private JsonSyntax(byte[] text) {
    this.text = text;
  }

  static boolean isValue(byte[] text) {
    if (!Utf8.isUtf8(text, 0, text.length)) {
      return false;
    }
    JsonSyntax syntax = new JsonSyntax(text);
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
      case '{' -> depth < DEEPEST && object(depth + 1);
      case '[' -> depth < DEEPEST && array(depth + 1);
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
    return at - begin <= LONGEST_NUMBER;
  }

  private boolean digits() {
    int begin = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at > begin;
  }
}
