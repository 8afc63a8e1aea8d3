package io.durableemitter.chipingress;

import java.nio.charset.StandardCharsets;

/**
 * The bytes that add the attribute {@code seqnum} to a serialized CloudEvent: an entry of its
 * attributes map (field 5) with a {@code ce_string} (field 3). A parser lets the last entry of a
 * key win, so appending them stamps the event, and stamps it anew.
 */
final class SeqNumEntry {

  private static final byte[] KEY = "seqnum".getBytes(StandardCharsets.US_ASCII);

  private SeqNumEntry() {}

  static byte[] of(long number) {
    byte[] digits = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    int value = 2 + digits.length;
    int entry = 2 + KEY.length + 2 + value;
    byte[] bytes = new byte[2 + entry];
    int at = 0;
    bytes[at++] = 5 << 3 | 2;
    bytes[at++] = (byte) entry;
    bytes[at++] = 1 << 3 | 2;
    bytes[at++] = (byte) KEY.length;
    System.arraycopy(KEY, 0, bytes, at, KEY.length);
    at += KEY.length;
    bytes[at++] = 2 << 3 | 2;
    bytes[at++] = (byte) value;
    bytes[at++] = 3 << 3 | 2;
    bytes[at++] = (byte) digits.length;
    System.arraycopy(digits, 0, bytes, at, digits.length);
    return bytes;
  }
}
