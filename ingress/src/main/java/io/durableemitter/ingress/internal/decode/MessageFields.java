package io.durableemitter.ingress.internal.decode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.durableemitter.api.internal.wire.WireListing;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message as JSON values, near the <a
 * href="https://protobuf.dev/programming-guides/json/">JSON of Protocol Buffers</a>: names as in
 * the schema, 64-bit numbers as text, bytes in base64, enums by name. Only fields that are set are
 * there. What the schema does not know is listed by number.
 */
final class MessageFields {

  private final MessageTypes types;

  MessageFields(MessageTypes types) {
    this.types = types;
  }

  @Nullable Object of(Message message) {
    return switch (message.getDescriptorForType().getFullName()) {
      case "google.protobuf.Any" -> any(message);
      case "google.protobuf.Timestamp" ->
          WellKnownText.timestamp(number(message, 1), (int) number(message, 2));
      case "google.protobuf.Duration" ->
          WellKnownText.duration(number(message, 1), (int) number(message, 2));
      case "google.protobuf.FieldMask", "google.protobuf.ListValue" -> single(message);
      case "google.protobuf.Struct" -> single(message);
      case "google.protobuf.Value" -> value(message);
      case "google.protobuf.BoolValue",
          "google.protobuf.BytesValue",
          "google.protobuf.DoubleValue",
          "google.protobuf.FloatValue",
          "google.protobuf.Int32Value",
          "google.protobuf.Int64Value",
          "google.protobuf.StringValue",
          "google.protobuf.UInt32Value",
          "google.protobuf.UInt64Value" ->
          single(message);
      default -> fields(message);
    };
  }

  private Map<String, @Nullable Object> fields(Message message) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    message
        .getAllFields()
        .forEach(
            (field, value) ->
                fields.put(
                    field.isExtension() ? "[" + field.getFullName() + "]" : field.getName(),
                    field(field, value)));
    if (!message.getUnknownFields().asMap().isEmpty()) {
      WireListing.of(message.getUnknownFields().toByteArray())
          .ifPresent(lines -> fields.put("@unknown", lines));
    }
    return fields;
  }

  private @Nullable Object field(FieldDescriptor field, Object value) {
    if (!field.isRepeated()) {
      return scalar(field, value);
    }
    if (field.isMapField()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (Object entry : (List<?>) value) {
        Descriptor type = field.getMessageType();
        Message pair = (Message) entry;
        Object key = pair.getField(type.findFieldByNumber(1));
        FieldDescriptor values = type.findFieldByNumber(2);
        map.put(
            String.valueOf(scalar(type.findFieldByNumber(1), key)),
            scalar(values, pair.getField(values)));
      }
      return map;
    }
    List<@Nullable Object> list = new ArrayList<>();
    ((List<?>) value).forEach(one -> list.add(scalar(field, one)));
    return list;
  }

  private @Nullable Object scalar(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case MESSAGE, GROUP -> of((Message) value);
      case ENUM -> ((EnumValueDescriptor) value).getName();
      case BYTES -> base64((ByteString) value);
      case UINT32, FIXED32 -> Integer.toUnsignedLong((Integer) value);
      case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
      case INT64, SINT64, SFIXED64 -> value.toString();
      case FLOAT, DOUBLE ->
          Double.isFinite(((Number) value).doubleValue()) ? value : value.toString();
      default -> value;
    };
  }

  /** The only field, set or not. */
  private @Nullable Object single(Message message) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByNumber(1);
    return field(field, message.getField(field));
  }

  private @Nullable Object value(Message message) {
    for (Map.Entry<FieldDescriptor, Object> one : message.getAllFields().entrySet()) {
      return one.getKey().getName().equals("null_value")
          ? null
          : scalar(one.getKey(), one.getValue());
    }
    return null;
  }

  private Object any(Message message) {
    Descriptor type = message.getDescriptorForType();
    String url = (String) message.getField(type.findFieldByNumber(1));
    ByteString bytes = (ByteString) message.getField(type.findFieldByNumber(2));
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("@type", url);
    Optional<Descriptor> known = types.find(url.replaceAll(".*/", ""));
    if (known.isPresent()) {
      try {
        fields.put("value", of(MessageTypes.parse(known.get(), bytes)));
        return fields;
      } catch (InvalidProtocolBufferException e) {
        fields.put("@error", String.valueOf(e.getMessage()));
      }
    }
    fields.put("value", base64(bytes));
    return fields;
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static long number(Message message, int field) {
    return ((Number) message.getField(message.getDescriptorForType().findFieldByNumber(field)))
        .longValue();
  }
}
