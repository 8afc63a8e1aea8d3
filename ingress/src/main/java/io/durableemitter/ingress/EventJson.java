package io.durableemitter.ingress;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An event for people to read, near the CloudEvents JSON format: attributes at the top, then {@code
 * data} for text or {@code data_base64} for bytes.
 */
public final class EventJson {

  /** What an attribute must not hide. */
  private static final Set<String> FIELDS =
      Set.of("specversion", "id", "source", "type", "data", "data_base64");

  private EventJson() {}

  /**
   * Reads a stored event.
   *
   * @param payload protobuf bytes
   * @return its attributes and data; empty if the bytes are not a CloudEvent
   */
  public static Optional<Map<String, Object>> ofPayload(byte[] payload) {
    try {
      return Optional.of(of(CloudEvent.parseFrom(payload)));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /**
   * An event of the protocol.
   *
   * @param event the event
   * @return its attributes and data
   */
  public static Map<String, Object> of(CloudEvent event) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("specversion", event.getSpecVersion());
    json.put("id", event.getId());
    json.put("source", event.getSource());
    json.put("type", event.getType());
    event
        .getAttributesMap()
        .forEach(
            (name, value) ->
                json.put(FIELDS.contains(name) ? "attribute:" + name : name, value(value)));
    switch (event.getDataCase()) {
      case TEXT_DATA -> json.put("data", event.getTextData());
      case BINARY_DATA -> json.put("data_base64", base64(event.getBinaryData().toByteArray()));
      case PROTO_DATA ->
          json.put("data_base64", base64(event.getProtoData().getValue().toByteArray()));
      case DATA_NOT_SET -> {}
    }
    return json;
  }

  private static Object value(CloudEventAttributeValue value) {
    return switch (value.getAttrCase()) {
      case CE_BOOLEAN -> value.getCeBoolean();
      case CE_INTEGER -> value.getCeInteger();
      case CE_STRING -> value.getCeString();
      case CE_BYTES -> base64(value.getCeBytes().toByteArray());
      case CE_URI -> value.getCeUri();
      case CE_URI_REF -> value.getCeUriRef();
      case CE_TIMESTAMP -> time(value.getCeTimestamp());
      case ATTR_NOT_SET -> "";
    };
  }

  private static String time(Timestamp time) {
    try {
      return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
    } catch (DateTimeException | ArithmeticException e) {
      return "out of range: " + time.getSeconds() + " s, " + time.getNanos() + " ns";
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
