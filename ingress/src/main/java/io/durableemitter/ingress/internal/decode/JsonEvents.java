package io.durableemitter.ingress.internal.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.durableemitter.api.internal.wire.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events in the CloudEvents JSON format: one, an array of them, or one after the other. */
final class JsonEvents {

  /** Numbers come out as they went in. */
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private JsonEvents() {}

  static List<StoredEvent> read(byte[] input) {
    List<StoredEvent> events = new ArrayList<>();
    try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(input)) {
      while (values.hasNextValue()) {
        long offset = values.getCurrentLocation().getByteOffset();
        JsonNode value = values.nextValue();
        if (value.isArray()) {
          value.forEach(one -> events.add(event(one, offset)));
        } else {
          events.add(event(value, offset));
        }
      }
    } catch (JsonProcessingException e) {
      throw new UndecodableInputException(
          "the input begins as JSON and is none: "
              + e.getOriginalMessage()
              + ", at byte "
              + e.getLocation().getByteOffset());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of bytes in memory
    }
    if (events.isEmpty()) {
      throw new UndecodableInputException("the input is an empty array");
    }
    return events;
  }

  private static StoredEvent event(JsonNode node, long offset) {
    for (String required : new String[] {"specversion", "id", "source", "type"}) {
      if (!node.path(required).isTextual()) {
        throw new UndecodableInputException(
            "the JSON value near byte "
                + offset
                + " is no CloudEvent: it has no text '"
                + required
                + "'");
      }
    }
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getKey().equals("data") && !field.getKey().equals("data_base64")) {
        attributes.put(
            field.getKey(),
            field.getValue().isTextual() ? field.getValue().textValue() : field.getValue());
      }
    }
    return new StoredEvent(attributes, data(node, offset), false, "");
  }

  private static byte @Nullable [] data(JsonNode node, long offset) {
    if (node.has("data_base64")) {
      try {
        return Base64.getDecoder().decode(node.path("data_base64").asText());
      } catch (IllegalArgumentException e) {
        throw new UndecodableInputException(
            "'data_base64' of the event near byte " + offset + " is not base64");
      }
    }
    JsonNode data = node.path("data");
    boolean text =
        data.isTextual() && !node.path("datacontenttype").asText("json").contains("json");
    if (data.isMissingNode()) {
      return null;
    }
    return (text ? data.textValue() : data.toString()).getBytes(StandardCharsets.UTF_8);
  }
}
