package io.durableemitter.api.internal.wire;

import io.durableemitter.api.internal.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of bytes that could be a message of Protocol Buffers, by number: without descriptors
 * nobody knows their names, nor whether a number is signed, nor whether what has a length is text,
 * bytes or a message. So it says what each could be.
 */
public final class WireListing {

  private static final int MOST_LINES = 1_000;
  private static final int DEEPEST = 16;
  private static final int LONGEST_TEXT = 500;

  private final List<String> lines = new ArrayList<>();

  private WireListing() {}

  /** The lines; empty if the bytes are no message for certain. */
  public static Optional<List<String>> of(byte[] bytes) {
    if (!isMessage(bytes)) {
      return Optional.empty();
    }
    WireListing listing = new WireListing();
    listing.message(bytes, 0);
    return Optional.of(listing.lines);
  }

  private static boolean isMessage(byte[] bytes) {
    try {
      WireReader in = new WireReader(bytes, 0, bytes.length);
      while (!in.atEnd()) {
        in.skip(in.tag() & 7);
      }
      return bytes.length > 0;
    } catch (UndecodablePayloadException e) {
      return false;
    }
  }

  private void message(byte[] bytes, int depth) {
    WireReader in = new WireReader(bytes, 0, bytes.length);
    while (!in.atEnd()) {
      if (lines.size() >= MOST_LINES) {
        lines.add("... more than " + MOST_LINES + " fields");
        return;
      }
      int tag = in.tag();
      String field = "  ".repeat(depth) + (tag >>> 3) + ": ";
      switch (tag & 7) {
        case 0 -> lines.add(field + "varint " + Long.toUnsignedString(in.varint()));
        case 1 -> {
          long value = in.fixed(8);
          lines.add(
              field
                  + "64-bit "
                  + hex(value, 16)
                  + " (double "
                  + Double.longBitsToDouble(value)
                  + ")");
        }
        case 5 -> {
          int value = (int) in.fixed(4);
          lines.add(
              field
                  + "32-bit "
                  + hex(Integer.toUnsignedLong(value), 8)
                  + " (float "
                  + Float.intBitsToFloat(value)
                  + ")");
        }
        default -> delimited(field, in.bytes(), depth);
      }
    }
  }

  private static String hex(long value, int digits) {
    String text = Long.toHexString(value);
    return "0x" + "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  private void delimited(String field, byte[] value, int depth) {
    String start = field + value.length + " bytes";
    if (value.length == 0) {
      lines.add(start);
    } else if (Utf8.isText(value)) {
      String text = new String(value, StandardCharsets.UTF_8);
      boolean cut = text.length() > LONGEST_TEXT;
      lines.add(
          start + ", text \"" + (cut ? text.substring(0, LONGEST_TEXT) + "..." : text) + "\"");
    } else if (depth < DEEPEST && isMessage(value)) {
      lines.add(start + ", could be a message:");
      message(value, depth + 1);
    } else {
      lines.add(start + ", not text");
    }
  }
}
