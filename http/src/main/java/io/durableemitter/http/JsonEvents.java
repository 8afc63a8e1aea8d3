package io.durableemitter.http;

import io.durableemitter.api.internal.text.JsonSyntax;
import io.durableemitter.api.internal.wire.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as the JSON format of CloudEvents has them. Data whose content type is JSON stands
 * there as it is, other text as a string, and everything else as {@code data_base64}; so does what
 * is said to be JSON and is not.
 */
final class JsonEvents {

  private JsonEvents() {}

  static byte[] write(StoredEvent event) {
    StringBuilder head = new StringBuilder(512);
    char separator = '{';
    for (Map.Entry<String, Object> attribute : event.attributes().entrySet()) {
      head.append(separator);
      string(head, attribute.getKey());
      head.append(':');
      if (attribute.getValue() instanceof String text) {
        string(head, text);
      } else {
        head.append(attribute.getValue());
      }
      separator = ',';
    }
    return withData(head, event, event.data());
  }

  private static byte[] withData(StringBuilder head, StoredEvent event, byte @Nullable [] data) {
    if (data == null) {
      return utf8(head.append('}'));
    }
    if (isJson(event.contentType()) && JsonSyntax.isValue(data)) {
      return joined(utf8(head.append(",\"data\":")), data, new byte[] {'}'});
    }
    if (event.isText() && !isJson(event.contentType())) {
      head.append(",\"data\":");
      string(head, new String(data, StandardCharsets.UTF_8));
      return utf8(head.append('}'));
    }
    return joined(
        utf8(head.append(",\"data_base64\":\"")),
        Base64.getEncoder().encode(data),
        new byte[] {'"', '}'});
  }

  /** As the format has it: {@code application/json}, and what has JSON as its suffix. */
  private static boolean isJson(String contentType) {
    int parameters = contentType.indexOf(';');
    String type =
        (parameters < 0 ? contentType : contentType.substring(0, parameters))
            .strip()
            .toLowerCase(Locale.ROOT);
    return type.endsWith("/json") || type.endsWith("+json");
  }

  private static void string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** An array of events that are written already. */
  static byte[] array(List<byte[]> events) {
    int size = 1; // of the closing bracket; before each event there is one more byte
    for (byte[] event : events) {
      size = Math.addExact(size, event.length + 1);
    }
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] event : events) {
      all[at] = (byte) (at == 0 ? '[' : ',');
      System.arraycopy(event, 0, all, at + 1, event.length);
      at += event.length + 1;
    }
    all[at] = ']';
    return all;
  }

  private static byte[] utf8(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(byte[] head, byte[] data, byte[] tail) {
    byte[] all = Arrays.copyOf(head, Math.addExact(head.length + tail.length, data.length));
    System.arraycopy(data, 0, all, head.length, data.length);
    System.arraycopy(tail, 0, all, head.length + data.length, tail.length);
    return all;
  }
}
