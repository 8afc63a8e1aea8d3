package io.durableemitter.ingress.internal.decode;

import com.google.protobuf.ByteString;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.ingress.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An event taken to pieces. Its texts come from elsewhere: whoever shows them escapes them.
 *
 * @param attributes by name, those of the specification first
 * @param data what it carries; empty if nothing
 * @param messageType the name of the message that the data is, where the event tells it; else empty
 */
public record EventParts(Map<String, Object> attributes, ByteString data, String messageType) {

  /** Takes an event to pieces. */
  static EventParts of(CloudEvent event) {
    Map<String, Object> attributes = new LinkedHashMap<>(EventJson.of(event));
    attributes.remove("data");
    attributes.remove("data_base64");
    return switch (event.getDataCase()) {
      case TEXT_DATA ->
          new EventParts(
              attributes,
              ByteString.copyFrom(event.getTextData().getBytes(StandardCharsets.UTF_8)),
              "");
      case BINARY_DATA -> new EventParts(attributes, event.getBinaryData(), "");
      case PROTO_DATA ->
          new EventParts(
              attributes,
              event.getProtoData().getValue(),
              event.getProtoData().getTypeUrl().replaceAll(".*/", ""));
      case DATA_NOT_SET -> new EventParts(attributes, ByteString.EMPTY, "");
    };
  }

  /** The media type of the data, in lower case; empty if the event does not tell. */
  public String contentType() {
    Object type = attributes.getOrDefault("datacontenttype", "");
    return type.toString().toLowerCase(Locale.ROOT);
  }

  /** How many bytes of data it has. */
  public int dataSize() {
    return data.size();
  }

  /** A copy of the data. */
  public byte[] dataBytes() {
    return data.toByteArray();
  }

  /**
   * The data in lines of hexadecimal digits.
   *
   * @param most how many bytes to show
   */
  public List<String> hexDump(int most) {
    return HexDump.of(data, most);
  }
}
