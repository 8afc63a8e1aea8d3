package io.durableemitter.cli;

import java.util.Map;

/** An event read from an input: what {@code emit} takes, and where it stood. */
record InputEvent(long line, Map<String, Object> attributes, Body body) {

  /** The data; a class of its own, since records must not hold arrays. */
  static final class Body {
    private final byte[] bytes;

    Body(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }
}
