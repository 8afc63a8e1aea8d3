package io.durableemitter.ingress;

import io.durableemitter.ingress.WireShape.Field;
import org.jspecify.annotations.Nullable;

/**
 * Looks once over the bytes of a request before anything is made of them: whether they are well
 * formed, and how much a parser would make. Allocates nothing per field, and goes no deeper than
 * the type does.
 */
final class RequestScan {

  private static final int MAX_DEPTH = 16;
  private static final long EVENT_BYTES = 400;
  private static final long NESTED_BYTES = 150;

  private final byte[] bytes;
  private final IngressLimits limits;
  private int position;
  private int events;
  private int attributes;
  private int nested;
  private int unknown;
  private String fault = "";

  private RequestScan(byte[] bytes, IngressLimits limits) {
    this.bytes = bytes;
    this.limits = limits;
  }

  static RequestScan of(byte[] bytes, WireShape shape, IngressLimits limits) {
    RequestScan scan = new RequestScan(bytes, limits);
    scan.events = shape.isEvent() ? 1 : 0;
    scan.message(shape, bytes.length, 1);
    return scan;
  }

  /** What is wrong with the request; empty if nothing. */
  String fault() {
    return fault;
  }

  int events() {
    return events;
  }

  /** About how much memory the parsed request takes. */
  long parsedBytes() {
    return 2L * bytes.length + EVENT_BYTES * events + NESTED_BYTES * ((long) nested + attributes);
  }

  private void message(WireShape shape, int end, int depth) {
    if (depth > MAX_DEPTH) {
      fail("the request is nested too deeply");
      return;
    }
    while (position < end && fault.isEmpty()) {
      long tag = varint(end);
      long number = tag >>> 3;
      if (number < 1 || number > 0x1FFF_FFFF) {
        malformed();
        return;
      }
      int wireType = (int) tag & 7;
      Field field = shape.field((int) number);
      if (field == null || field.wireType() != wireType) {
        unknown++;
        require(
            unknown <= limits.request().maxUnknownFields(),
            "unknown fields",
            limits.request().maxUnknownFields());
        skip(wireType, end);
      } else if (count(field) && field.inside() != null) {
        inside(field.inside(), end, depth);
      } else {
        skip(wireType, end);
      }
    }
  }

  private boolean count(Field field) {
    switch (field.kind()) {
      case PLAIN -> {}
      case NESTED -> nested++;
      case EVENT -> events++;
      case ATTRIBUTE -> attributes++;
    }
    require(
        events <= limits.request().maxEventsPerBatch(),
        "events",
        limits.request().maxEventsPerBatch());
    int most = limits.request().maxAttributesPerRequest();
    require(attributes <= most, "attributes in all", most);
    require(nested <= 4L * most, "nested fields", 4L * most);
    return fault.isEmpty();
  }

  private void require(boolean holds, String what, long most) {
    if (!holds) {
      fail("a request may have at most " + most + " " + what);
    }
  }

  private void inside(@Nullable WireShape shape, int end, int depth) {
    long length = varint(end);
    if (length < 0 || length > end - position || shape == null) {
      malformed();
      return;
    }
    message(shape, position + (int) length, depth + 1);
  }

  private void skip(int wireType, int end) {
    long length =
        switch (wireType) {
          case 0 -> {
            varint(end);
            yield 0;
          }
          case 1 -> 8;
          case 2 -> varint(end);
          case 5 -> 4;
          // groups are of protobuf's first years, and nothing but a way to nest
          default -> -1;
        };
    if (length < 0 || length > end - position) {
      malformed();
      return;
    }
    position += (int) length;
  }

  private long varint(int end) {
    long value = 0;
    for (int shift = 0; shift < 64 && position < end; shift += 7) {
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    malformed();
    return 0;
  }

  private void malformed() {
    fail("the request is not well formed protobuf at byte " + position + " of " + bytes.length);
  }

  private void fail(String text) {
    if (fault.isEmpty()) {
      fault = text;
    }
  }
}
