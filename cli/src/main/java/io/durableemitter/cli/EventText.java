package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.api.internal.wire.DataView;
import io.durableemitter.api.internal.wire.DataView.Kind;
import io.durableemitter.api.internal.wire.StoredEvent;
import io.durableemitter.ingress.internal.decode.DecodedData;
import java.io.PrintWriter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Decoded events on a screen. All that is in them comes from elsewhere. */
final class EventText {

  private static final int FEW_BYTES = 4 << 10;
  private static final int MANY_BYTES = 1 << 20;

  private final PrintWriter out;
  private final boolean hex;

  EventText(PrintWriter out, boolean hex) {
    this.out = out;
    this.hex = hex;
  }

  void json(StoredEvent event, DecodedData data) throws JsonProcessingException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("attributes", event.attributes());
    object.put("dataBytes", event.dataOrEmpty().length);
    object.put("dataKind", label(data));
    object.put("data", data.json());
    if (hex) {
      object.put("data_base64", Base64.getEncoder().encodeToString(event.dataOrEmpty()));
    }
    out.println(ForeignText.oneLine(EventParser.JSON.writeValueAsString(object)));
  }

  void lines(StoredEvent event, DecodedData data) {
    event
        .attributes()
        .forEach(
            (name, value) ->
                out.printf(
                    Locale.ROOT,
                    "%-18s %s%n",
                    ForeignText.oneLine(name),
                    ForeignText.oneLine(value.toString())));
    out.printf(Locale.ROOT, "%-18s %s%n", "data", title(event, data));
    print(data.lines());
    boolean unread = data.kind() == Kind.FIELDS || data.kind() == Kind.BYTES;
    if (hex || unread) {
      print(DataView.hexDump(event, hex ? MANY_BYTES : FEW_BYTES));
    }
    out.println();
  }

  private static String title(StoredEvent event, DecodedData data) {
    String size = Count.of(event.dataOrEmpty().length, "byte");
    return switch (data.kind()) {
      case EMPTY -> "none";
      case JSON -> "JSON, " + size;
      case TEXT -> "text, " + size;
      case MESSAGE -> "a message, " + size;
      case FIELDS ->
          "could be a message, "
              + size
              + "; fields by number, for their names give --descriptor-set";
      case BYTES -> "neither JSON nor text nor a message, " + size;
    };
  }

  private static String label(DecodedData data) {
    return data.kind().name().toLowerCase(Locale.ROOT);
  }

  private void print(List<String> lines) {
    lines.forEach(line -> out.println("  " + ForeignText.oneLine(line.replace("\t", "    "))));
  }
}
