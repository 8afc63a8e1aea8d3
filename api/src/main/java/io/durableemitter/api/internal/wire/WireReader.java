package io.durableemitter.api.internal.wire;

import io.durableemitter.api.internal.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over protobuf bytes that may be hostile: never reads outside its range, never allocates by
 * a length that it has not checked. What is wrong with them is an {@link
 * UndecodablePayloadException}. For one thread.
 */
public final class WireReader {

  private final byte[] bytes;
  private int position;
  private final int end;

  /**
   * A reader.
   *
   * @param bytes only read
   * @param from where to begin
   * @param end where to end, not included
   */
  public WireReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  /** Whether nothing is left. */
  public boolean atEnd() {
    return position == end;
  }

  /** Which byte comes next. */
  public int position() {
    return position;
  }

  /** The next 4 or 8 bytes as a number, the lowest byte first. */
  public long fixed(int size) {
    int start = position;
    step(size);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (bytes[start + i] & 0xFF);
    }
    return value;
  }

  /** The next number, as it is written. */
  public long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == end) {
        throw new UndecodablePayloadException("ends inside a number", position);
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new UndecodablePayloadException("has a number longer than 64 bits", position);
  }

  /** The next field's tag: number and wire type. */
  public int tag() {
    int start = position;
    long tag = varint();
    if (tag != (int) tag || tag >>> 3 == 0) {
      throw new UndecodablePayloadException("has an illegal field number", start);
    }
    return (int) tag;
  }

  /** A reader over the length-delimited field that comes next, and steps over it. */
  public WireReader nested() {
    int start = delimited();
    return new WireReader(bytes, start, position);
  }

  /** A reader over nothing. */
  public WireReader empty() {
    return new WireReader(bytes, position, position);
  }

  /** The text of the length-delimited field that comes next. */
  public String text() {
    int start = delimited();
    requireUtf8(start);
    return new String(bytes, start, position - start, StandardCharsets.UTF_8);
  }

  /** A copy of the bytes of the length-delimited field that comes next. */
  public byte[] bytes() {
    int start = delimited();
    return Arrays.copyOfRange(bytes, start, position);
  }

  /** Steps over the text that comes next, once it is certain that it is one. */
  public void skipText() {
    requireUtf8(delimited());
  }

  private void requireUtf8(int start) {
    if (!Utf8.isUtf8(bytes, start, position - start)) {
      throw new UndecodablePayloadException("has text that is not UTF-8", start);
    }
  }

  /** Steps over a length-delimited field and returns where it starts. */
  private int delimited() {
    long length = varint();
    int start = position;
    if (length < 0 || length > end - start) {
      throw new UndecodablePayloadException("ends inside a field", start);
    }
    position += (int) length;
    return start;
  }

  /** Steps over a field of a wire type. */
  public void skip(int wireType) {
    switch (wireType) {
      case 0 -> varint();
      case 1 -> step(8);
      case 2 -> delimited();
      case 5 -> step(4);
      default -> throw new UndecodablePayloadException("has an unknown wire type", position);
    }
  }

  private void step(int size) {
    if (end - position < size) {
      throw new UndecodablePayloadException("ends inside a field", position);
    }
    position += size;
  }
}
