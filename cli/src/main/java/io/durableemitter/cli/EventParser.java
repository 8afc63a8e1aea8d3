package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one CloudEvent in structured JSON (<a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">CloudEvents
 * JSON format</a>).
 */
final class EventParser {

  /** For values that follow one another in a stream. */
  static final ObjectMapper STREAM =
      JsonMapper.builder()
          // numbers in the data must come out as they went in
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** For texts that are one value and nothing else. */
  static final ObjectMapper JSON =
      STREAM.copy().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private EventParser() {}

  static InputEvent parse(long line, JsonNode node) {
    if (!node.isObject()) {
      throw new NotAnEvent(
          "not a JSON object but " + node.getNodeType().name().toLowerCase(Locale.ROOT));
    }
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getKey().equals("data") && !field.getKey().equals("data_base64")) {
        attributes.put(field.getKey(), attribute(field.getKey(), field.getValue()));
      }
    }
    for (String required : new String[] {"id", "source", "type"}) {
      if (!(attributes.get(required) instanceof String text) || text.isBlank()) {
        throw new NotAnEvent("'" + required + "' is missing or is not a non-empty string");
      }
    }
    if (!node.has("specversion")) {
      throw new NotAnEvent("'specversion' is missing; it must be \"1.0\"");
    }
    return new InputEvent(line, attributes, new InputEvent.Body(body(node, attributes)));
  }

  private static Object attribute(String name, JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isInt()) {
      return value.intValue();
    }
    throw new NotAnEvent(
        "attribute '" + name + "' must be a string, a boolean or a 32-bit integer");
  }

  private static byte[] body(JsonNode node, Map<String, Object> attributes) {
    if (node.has("data") && node.has("data_base64")) {
      throw new NotAnEvent("there is both 'data' and 'data_base64'");
    }
    if (node.has("data_base64")) {
      attributes.putIfAbsent("datacontenttype", "application/octet-stream");
      try {
        return Base64.getDecoder().decode(node.get("data_base64").asText());
      } catch (IllegalArgumentException e) {
        throw new NotAnEvent("'data_base64' is not base64");
      }
    }
    // the format's rule: without a content type, data is JSON
    Object contentType = attributes.computeIfAbsent("datacontenttype", name -> "application/json");
    JsonNode data = node.path("data");
    if (data.isMissingNode()) {
      return new byte[0];
    }
    boolean json = String.valueOf(contentType).toLowerCase(Locale.ROOT).contains("json");
    if (data.isTextual() && !json) {
      return data.textValue().getBytes(StandardCharsets.UTF_8);
    }
    try {
      return JSON.writeValueAsBytes(data);
    } catch (JsonProcessingException e) {
      throw new NotAnEvent("'data' cannot be written as JSON");
    }
  }
}
