package io.durableemitter.core.internal.encode;

import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;

/**
 * Encodes attribute values as {@code CloudEventAttributeValue} messages (<a
 * href="https://github.com/cloudevents/spec/blob/main/cloudevents/formats/cloudevents.proto">cloudevents.proto</a>).
 */
final class AttributeValue {

  private static final int BOOLEAN = 1;
  private static final int INTEGER = 2;
  private static final int STRING = 3;
  private static final int BYTES = 4;
  private static final int URI_ABSOLUTE = 5;
  private static final int URI_REFERENCE = 6;
  private static final int TIMESTAMP = 7;

  private AttributeValue() {}

  static byte[] string(String value) {
    return new ProtoWriter(value.length() + 6).stringField(STRING, value).toByteArray();
  }

  static byte[] uri(String value) {
    return new ProtoWriter(value.length() + 6).stringField(URI_ABSOLUTE, value).toByteArray();
  }

  static byte[] timestamp(Instant value) {
    ProtoWriter message = new ProtoWriter(20);
    // proto3 leaves out zeros
    long seconds = value.getEpochSecond();
    int nanos = value.getNano();
    if (seconds != 0) {
      message.varintField(1, seconds);
    }
    if (nanos != 0) {
      message.varintField(2, nanos);
    }
    return new ProtoWriter(24).bytesField(TIMESTAMP, message.toByteArray()).toByteArray();
  }

  /** Encodes a caller's value by its Java type. */
  static byte[] of(String name, Object value) {
    if (value instanceof String text) {
      return string(text);
    }
    if (value instanceof Boolean flag) {
      return new ProtoWriter(2).varintField(BOOLEAN, flag ? 1 : 0).toByteArray();
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return integer(((Number) value).intValue());
    }
    if (value instanceof Long number) {
      return integer(narrow(name, number));
    }
    if (value instanceof byte[] bytes) {
      return new ProtoWriter(bytes.length + 6).bytesField(BYTES, bytes).toByteArray();
    }
    if (value instanceof URI uri) {
      int field = uri.isAbsolute() ? URI_ABSOLUTE : URI_REFERENCE;
      return new ProtoWriter(64).stringField(field, uri.toString()).toByteArray();
    }
    return timestamp(instant(name, value));
  }

  private static byte[] integer(int value) {
    return new ProtoWriter(12).varintField(INTEGER, value).toByteArray();
  }

  private static int narrow(String name, long value) {
    if (value != (int) value) {
      throw new InvalidEventException(
          "attribute '"
              + name
              + "' is outside the 32 bits of a CloudEvents integer; give it as a String");
    }
    return (int) value;
  }

  static Instant instant(String name, Object value) {
    if (value instanceof Instant instant) {
      return checked(name, instant);
    }
    if (value instanceof OffsetDateTime time) {
      return checked(name, time.toInstant());
    }
    if (value instanceof ZonedDateTime time) {
      return checked(name, time.toInstant());
    }
    throw new InvalidEventException(
        "attribute '"
            + name
            + "' has the unsupported type "
            + value.getClass().getName()
            + "; give a String, Boolean, Integer, byte[], URI, Instant or OffsetDateTime");
  }

  /** The range of google.protobuf.Timestamp: years 1 to 9999. */
  static boolean isTimestamp(long epochSecond) {
    return epochSecond >= -62_135_596_800L && epochSecond <= 253_402_300_799L;
  }

  private static Instant checked(String name, Instant value) {
    if (!isTimestamp(value.getEpochSecond())) {
      throw new InvalidEventException(
          "attribute '" + name + "' is outside the years 1 to 9999 of a CloudEvents timestamp");
    }
    return value;
  }
}
