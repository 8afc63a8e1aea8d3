package io.durableemitter.ingress;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a type of message looks like on the wire, prepared once so that a scan looks nothing up. */
final class WireShape {

  /** What a scan counts a field as. */
  enum Kind {
    PLAIN,
    NESTED,
    EVENT,
    ATTRIBUTE
  }

  /** A field that the type has; {@code inside} is there if it holds a message. */
  record Field(int wireType, Kind kind, @Nullable WireShape inside) {}

  private static final Map<String, Kind> KINDS =
      Map.of(
          "chipingress.pb.CloudEventBatch.events", Kind.EVENT,
          "io.cloudevents.v1.CloudEvent.attributes", Kind.ATTRIBUTE);
  private static final String EVENT = "io.cloudevents.v1.CloudEvent";
  private static final int LENGTH_DELIMITED = 2;

  private final @Nullable Field[] fields;
  private final boolean event;

  private WireShape(Descriptor type) {
    int largest = type.getFields().stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
    this.fields = new Field[largest + 1];
    this.event = type.getFullName().equals(EVENT);
  }

  static WireShape of(Descriptor type) {
    return of(type, new HashMap<>());
  }

  private static WireShape of(Descriptor type, Map<Descriptor, WireShape> made) {
    WireShape known = made.get(type);
    if (known != null) {
      return known;
    }
    WireShape shape = new WireShape(type);
    made.put(type, shape);
    for (FieldDescriptor field : type.getFields()) {
      shape.fields[field.getNumber()] = field(field, made);
    }
    return shape;
  }

  private static Field field(FieldDescriptor field, Map<Descriptor, WireShape> made) {
    boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    Kind kind = message || field.isRepeated() ? Kind.NESTED : Kind.PLAIN;
    return new Field(
        field.isPacked() ? LENGTH_DELIMITED : field.getLiteType().getWireType(),
        KINDS.getOrDefault(field.getFullName(), kind),
        message ? of(field.getMessageType(), made) : null);
  }

  @Nullable Field field(int number) {
    return number < fields.length ? fields[number] : null;
  }

  boolean isEvent() {
    return event;
  }
}
