package io.durableemitter.core.internal.encode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the protobuf wire format (<a
 * href="https://protobuf.dev/programming-guides/encoding/">encoding</a>) into a growing array. Only
 * what a CloudEvent needs.
 */
final class ProtoWriter {

  static final int VARINT = 0;
  static final int LENGTH_DELIMITED = 2;

  private byte[] buffer;
  private int position;

  ProtoWriter(int capacity) {
    buffer = new byte[capacity];
  }

  ProtoWriter varintField(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  ProtoWriter stringField(int field, String value) {
    return bytesField(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter bytesField(int field, byte[] value) {
    varint((long) field << 3 | LENGTH_DELIMITED);
    varint(value.length);
    return raw(value);
  }

  /** Appends bytes that are encoded already. */
  ProtoWriter raw(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, position, bytes.length);
    position += bytes.length;
    return this;
  }

  byte[] toByteArray() {
    return position == buffer.length ? buffer : Arrays.copyOf(buffer, position);
  }

  private void varint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[position++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    buffer[position++] = (byte) rest;
  }

  private void ensure(int more) {
    if (buffer.length - position < more) {
      int needed = Math.addExact(position, more);
      buffer = Arrays.copyOf(buffer, Math.max(needed, buffer.length + (buffer.length >> 1)));
    }
  }
}
