package io.durableemitter.kafka;

import java.nio.charset.StandardCharsets;

/**
 * Names of attributes, the same few in each event, as one string each: made once, with its hash.
 * Bounded: a name that falls on another's place takes it. Safe for concurrent use, since strings
 * are.
 */
final class AttributeNames {

  private static final int PLACES = 256;
  private static final int LONGEST = 64;

  private final String[] places = new String[PLACES];

  /** The name that these bytes are. */
  String of(byte[] utf8) {
    if (utf8.length > LONGEST) {
      return new String(utf8, StandardCharsets.UTF_8);
    }
    int hash = utf8.length;
    for (byte one : utf8) {
      hash = 31 * hash + one;
    }
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    String known = places[place];
    if (known != null && isWrittenAs(known, utf8)) {
      return known;
    }
    String made = new String(utf8, StandardCharsets.UTF_8);
    places[place] = made;
    return made;
  }

  private static boolean isWrittenAs(String name, byte[] utf8) {
    if (name.length() != utf8.length) {
      return false;
    }
    for (int i = 0; i < utf8.length; i++) {
      // of ASCII only; what else there is has other lengths or negative bytes
      if (name.charAt(i) != utf8[i]) {
        return false;
      }
    }
    return true;
  }
}
