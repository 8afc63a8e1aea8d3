package io.durableemitter.ingress.internal.decode;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Bytes as hex and printable ASCII, sixteen a line. */
final class HexDump {

  private static final int PER_LINE = 16;

  private HexDump() {}

  /**
   * The lines of a dump.
   *
   * @param data the bytes
   * @param most how many of them are shown; a last line tells of the rest
   * @return lines of printable ASCII
   */
  static List<String> of(ByteString data, int most) {
    int end = Math.min(data.size(), most);
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < end; from += PER_LINE) {
      lines.add(line(data, from, Math.min(end, from + PER_LINE)));
    }
    if (end < data.size()) {
      lines.add("... and " + (data.size() - end) + " bytes more");
    }
    return lines;
  }

  private static String line(ByteString data, int from, int end) {
    StringBuilder hex = new StringBuilder();
    StringBuilder text = new StringBuilder();
    for (int i = from; i < end; i++) {
      int value = data.byteAt(i) & 0xFF;
      hex.append(String.format(Locale.ROOT, "%02x ", value));
      text.append(value >= ' ' && value < 0x7f ? (char) value : '.');
    }
    String padding = " ".repeat(3 * (PER_LINE - (end - from)));
    return String.format(Locale.ROOT, "%08x  %s%s |%s|", from, hex, padding, text);
  }

  static String base64(ByteString data) {
    return Base64.getEncoder().encodeToString(data.toByteArray());
  }
}
