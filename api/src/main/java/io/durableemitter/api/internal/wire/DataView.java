package io.durableemitter.api.internal.wire;

import io.durableemitter.api.internal.text.HexDump;
import io.durableemitter.api.internal.text.JsonLines;
import io.durableemitter.api.internal.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an event carries, as people read it: JSON with line breaks, text, or the fields of what
 * could be a message. It comes from elsewhere: whoever shows it escapes it. Immutable.
 *
 * @param kind what the data is taken for
 * @param lines none for bytes
 * @param shown of the data's bytes, from the first one on
 */
public record DataView(Kind kind, List<String> lines, int shown) {

  /** Indented JSON may have so many characters for each byte. */
  private static final long EXPANSION = 4;

  /** What data is taken for. */
  public enum Kind {
    /** There is none. */
    EMPTY,
    /** A JSON document. */
    JSON,
    /** Text. */
    TEXT,
    /** A message whose fields have names, by a set of descriptors. */
    MESSAGE,
    /** Bytes that could be a message, whose fields have numbers only. */
    FIELDS,
    /** Bytes. */
    BYTES
  }

  /** Keeps a copy. */
  public DataView {
    lines = List.copyOf(lines);
  }

  /**
   * Views the data of an event.
   *
   * @param event whose data it is
   * @param most how many bytes of it are shown
   * @return what it is; never an exception for what it is not
   */
  public static DataView of(StoredEvent event, int most) {
    boolean message =
        !event.messageType().isEmpty()
            || event.contentType().toLowerCase(Locale.ROOT).contains("protobuf");
    return of(event.dataOrEmpty(), message, most);
  }

  /**
   * Views bytes of which nothing is known.
   *
   * @param bytes only read
   * @param most how many of them are shown
   * @return what they are
   */
  public static DataView ofBytes(byte[] bytes, int most) {
    return of(bytes, false, most);
  }

  private static DataView of(byte[] data, boolean message, int most) {
    if (data.length == 0) {
      return new DataView(Kind.EMPTY, List.of(), 0);
    }
    boolean whole = data.length <= most;
    byte[] shown = whole ? data : beginning(data, most);
    if (!message) {
      Optional<List<String>> json =
          whole ? JsonLines.of(shown, EXPANSION * Math.max(most, 1_024)) : Optional.empty();
      if (json.isPresent()) {
        return new DataView(Kind.JSON, json.get(), shown.length);
      }
      if (Utf8.isText(shown)) {
        String text = new String(shown, StandardCharsets.UTF_8);
        return new DataView(Kind.TEXT, List.of(text.split("\r?\n", -1)), shown.length);
      }
    }
    return (whole ? WireListing.of(shown) : Optional.<List<String>>empty())
        .map(lines -> new DataView(Kind.FIELDS, lines, shown.length))
        .orElseGet(() -> new DataView(Kind.BYTES, List.of(), shown.length));
  }

  /** Does not end within a character. */
  private static byte[] beginning(byte[] data, int most) {
    int end = most;
    while (end > most - 4 && end > 0 && (data[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(data, end);
  }

  /**
   * Bytes as hex and printable ASCII.
   *
   * @param event whose data it is
   * @param most how many bytes are shown
   * @return lines, the last of which tells of the rest
   */
  public static List<String> hexDump(StoredEvent event, int most) {
    return HexDump.of(event.dataOrEmpty(), most);
  }
}
