package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.ingress.EventJson;
import java.io.PrintWriter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All that is known of one thing: a field a line, or one JSON object. */
final class FieldList {

  private FieldList() {}

  static void print(PrintWriter out, Map<String, Object> fields, boolean json)
      throws JsonProcessingException {
    if (json) {
      out.println(ForeignText.oneLine(EventParser.JSON.writeValueAsString(fields)));
      return;
    }
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      String text =
          field.getValue() instanceof Map<?, ?> map
              ? ForeignText.oneLine(EventParser.JSON.writeValueAsString(map))
              : ForeignText.oneLine(field.getValue().toString());
      out.printf(Locale.ROOT, "%-17s %s%n", field.getKey(), text);
    }
  }

  /** The event as CloudEvents JSON, or its bytes if it is none. */
  static Map<String, Object> decoded(byte[] bytes) {
    Map<String, Object> decoded = new LinkedHashMap<>();
    Optional<Map<String, Object>> event = EventJson.ofPayload(bytes);
    event.ifPresent(found -> decoded.put("event", found));
    if (event.isEmpty()) {
      decoded.put("payloadBase64", Base64.getEncoder().encodeToString(bytes));
    }
    return decoded;
  }
}
