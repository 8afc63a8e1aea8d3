package io.durableemitter.console;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.text.Utf8;
import io.durableemitter.api.internal.wire.StoredEvent;
import io.durableemitter.api.internal.wire.StoredEventReader;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * An event as people read it: its attributes, and its data as JSON with line breaks, as text, or
 * else as bytes. No more than {@value #MOST_SHOWN} bytes of the data are shown.
 */
final class EventJson {

  static final int MOST_SHOWN = 64 << 10;
  private static final int BYTES_A_LINE = 16;

  private EventJson() {}

  static Map<String, Object> of(Payload payload) {
    StoredEvent event;
    try {
      event = StoredEventReader.read(payload);
    } catch (UndecodablePayloadException e) {
      Map<String, Object> bytes = data(payload.unsafeBytes(), "");
      bytes.put("undecodable", String.valueOf(e.getMessage()));
      bytes.put("attributes", Map.of());
      return bytes;
    }
    byte[] data = event.data();
    Map<String, Object> fields =
        data == null ? Json.fields("format", "none") : data(data, event.contentType());
    fields.put("attributes", event.attributes());
    return fields;
  }

  private static Map<String, Object> data(byte[] data, String contentType) {
    byte[] shown = data.length <= MOST_SHOWN ? data : beginning(data);
    boolean whole = shown.length == data.length;
    boolean json = contentType.isEmpty() || contentType.matches("(?i).*[/+]json\\b.*");
    Optional<String> pretty = json && whole ? pretty(shown) : Optional.empty();
    String format;
    String text;
    if (pretty.isPresent()) {
      format = "json";
      text = pretty.get();
    } else if (isText(shown)) {
      format = "text";
      text = new String(shown, StandardCharsets.UTF_8);
    } else {
      format = "hex";
      text = hex(shown);
    }
    return Json.fields(
        "format", format, "data", text, "dataBytes", data.length, "shownBytes", shown.length);
  }

  /** Does not end within a character. */
  private static byte[] beginning(byte[] data) {
    int end = MOST_SHOWN;
    while (end > MOST_SHOWN - 4 && (data[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(data, end);
  }

  private static boolean isText(byte[] data) {
    if (!Utf8.isUtf8(data, 0, data.length)) {
      return false;
    }
    for (byte b : data) {
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Numbers stay as they are written. Empty if it is not JSON, or becomes too long. */
  private static Optional<String> pretty(byte[] json) {
    StringWriter text = new StringWriter();
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    try (JsonParser in = Json.FACTORY.createParser(json);
        JsonGenerator out = Json.FACTORY.createGenerator(text)) {
      out.setPrettyPrinter(
          new DefaultPrettyPrinter(
                  Separators.createDefaultInstance().withObjectFieldValueSpacing(Spacing.AFTER))
              .withObjectIndenter(lines)
              .withArrayIndenter(lines));
      while (in.nextToken() != null) {
        out.copyCurrentEventExact(in);
        if (text.getBuffer().length() > 4 * MOST_SHOWN) {
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return text.getBuffer().isEmpty() ? Optional.empty() : Optional.of(text.toString());
  }

  private static String hex(byte[] data) {
    // each byte is three characters, and the lines have their numbers
    int end = Math.min(data.length, MOST_SHOWN / 4);
    StringBuilder text = new StringBuilder(end * 4);
    HexFormat bytes = HexFormat.ofDelimiter(" ");
    for (int at = 0; at < end; at += BYTES_A_LINE) {
      text.append(HexFormat.of().toHexDigits(at)).append("  ");
      text.append(bytes.formatHex(data, at, Math.min(end, at + BYTES_A_LINE))).append('\n');
    }
    return text.toString();
  }
}
