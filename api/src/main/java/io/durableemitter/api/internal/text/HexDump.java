package io.durableemitter.api.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bytes as hex and printable ASCII, sixteen a line. */
public final class HexDump {

  private static final int PER_LINE = 16;

  private HexDump() {}

  /**
   * The lines of a dump.
   *
   * @param data the bytes
   * @param most how many of them are shown; a last line tells of the rest
   * @return lines of printable ASCII
   */
  public static List<String> of(byte[] data, int most) {
    int end = Math.min(data.length, most);
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < end; from += PER_LINE) {
      lines.add(line(data, from, Math.min(end, from + PER_LINE)));
    }
    if (end < data.length) {
      lines.add("... and " + (data.length - end) + " bytes more");
    }
    return lines;
  }

  private static String line(byte[] data, int from, int end) {
    StringBuilder hex = new StringBuilder();
    StringBuilder text = new StringBuilder();
    for (int i = from; i < end; i++) {
      int value = data[i] & 0xFF;
      hex.append(String.format(Locale.ROOT, "%02x ", value));
      text.append(value >= ' ' && value < 0x7f ? (char) value : '.');
    }
    String padding = " ".repeat(3 * (PER_LINE - (end - from)));
    return String.format(Locale.ROOT, "%08x  %s%s |%s|", from, hex, padding, text);
  }
}
