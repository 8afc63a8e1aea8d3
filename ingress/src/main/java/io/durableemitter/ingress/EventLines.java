package io.durableemitter.ingress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Events in the CloudEvents JSON format, one per line. Text is JSON where the content type says so
 * and it is JSON; what says so and is none is base64, as bytes are.
 */
final class EventLines {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // numbers in the data must come out as they went in
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private EventLines() {}

  static ByteBuffer of(List<CloudEvent> events) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(512 * events.size());
    try {
      for (CloudEvent event : events) {
        lines.write(JSON.writeValueAsBytes(json(event)));
        lines.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException("maps of text and numbers are JSON", e);
    }
    return ByteBuffer.wrap(lines.toByteArray());
  }

  private static Map<String, Object> json(CloudEvent event) {
    Map<String, Object> json = EventJson.of(event);
    if (event.hasTextData() && isJson(event)) {
      String text = event.getTextData();
      try {
        json.put("data", JSON.readTree(text));
      } catch (JsonProcessingException notJson) {
        json.remove("data");
        json.put(
            "data_base64",
            Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return json;
  }

  /** Without a content type, data of the format is JSON. */
  private static boolean isJson(CloudEvent event) {
    String type =
        event
            .getAttributesOrDefault(
                "datacontenttype", CloudEventAttributeValue.getDefaultInstance())
            .getCeString()
            .toLowerCase(Locale.ROOT);
    return type.isEmpty() || type.contains("json");
  }
}
