package io.durableemitter.core.internal.encode;

import java.nio.charset.StandardCharsets;

/**
 * Walks over protobuf bytes that may be hostile: never reads outside its range, never allocates by
 * a length that it has not checked.
 */
final class WireReader {

  private final byte[] bytes;
  private int position;
  private final int end;

  WireReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  boolean atEnd() {
    return position == end;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == end) {
        throw new UndecodablePayloadException("ends inside a number");
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new UndecodablePayloadException("has a number longer than 64 bits");
  }

  /** The next field's tag: number and wire type. */
  int tag() {
    long tag = varint();
    if (tag != (int) tag || tag >>> 3 == 0) {
      throw new UndecodablePayloadException("has an illegal field number");
    }
    return (int) tag;
  }

  /** A reader over the length-delimited field that comes next, and steps over it. */
  WireReader nested() {
    int start = delimited();
    return new WireReader(bytes, start, position);
  }

  /** A reader over nothing. */
  WireReader empty() {
    return new WireReader(bytes, position, position);
  }

  String text() {
    int start = delimited();
    requireUtf8(start);
    return new String(bytes, start, position - start, StandardCharsets.UTF_8);
  }

  void skipText() {
    requireUtf8(delimited());
  }

  private void requireUtf8(int start) {
    if (!DataContent.isUtf8(bytes, start, position - start)) {
      throw new UndecodablePayloadException("has text that is not UTF-8");
    }
  }

  /** Steps over a length-delimited field and returns where it starts. */
  private int delimited() {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw new UndecodablePayloadException("ends inside a field");
    }
    int start = position;
    position += (int) length;
    return start;
  }

  void skip(int wireType) {
    switch (wireType) {
      case 0 -> varint();
      case 1 -> fixed(8);
      case 2 -> delimited();
      case 5 -> fixed(4);
      default -> throw new UndecodablePayloadException("has an unknown wire type");
    }
  }

  private void fixed(int size) {
    if (end - position < size) {
      throw new UndecodablePayloadException("ends inside a field");
    }
    position += size;
  }
}
