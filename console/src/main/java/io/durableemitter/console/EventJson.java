package io.durableemitter.console;

import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.text.HexDump;
import io.durableemitter.api.internal.wire.DataView;
import io.durableemitter.api.internal.wire.StoredEvent;
import io.durableemitter.api.internal.wire.StoredEventReader;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;
import java.util.List;
import java.util.Map;

/**
 * An event as the page shows it: its attributes, and its data as JSON with line breaks, as text, or
 * else as bytes. No more than {@value #MOST_SHOWN} bytes of the data are shown.
 */
final class EventJson {

  static final int MOST_SHOWN = 64 << 10;

  /** Each of them is more than four characters. */
  private static final int MOST_HEX = MOST_SHOWN / 4;

  private EventJson() {}

  static Map<String, Object> of(Payload payload) {
    StoredEvent event;
    try {
      event = StoredEventReader.readForPeople(payload);
    } catch (UndecodablePayloadException e) {
      byte[] bytes = payload.unsafeBytes();
      Map<String, Object> fields = data(bytes, DataView.ofBytes(bytes, MOST_SHOWN));
      fields.put("undecodable", String.valueOf(e.getMessage()));
      fields.put("attributes", Map.of());
      return fields;
    }
    Map<String, Object> fields = data(event.dataOrEmpty(), DataView.of(event, MOST_SHOWN));
    fields.put("attributes", event.attributes());
    return fields;
  }

  private static Map<String, Object> data(byte[] data, DataView view) {
    return switch (view.kind()) {
      case EMPTY -> Json.fields("format", "none");
      case JSON -> fields("json", view.lines(), data.length, view.shown());
      case TEXT -> fields("text", view.lines(), data.length, view.shown());
      case MESSAGE, FIELDS, BYTES ->
          fields("hex", HexDump.of(data, MOST_HEX), data.length, Math.min(data.length, MOST_HEX));
    };
  }

  private static Map<String, Object> fields(
      String format, List<String> lines, int size, int shown) {
    return Json.fields(
        "format", format, "data", String.join("\n", lines), "dataBytes", size, "shownBytes", shown);
  }
}
