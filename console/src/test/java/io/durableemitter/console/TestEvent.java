package io.durableemitter.console;

import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An event as it is stored, with any texts. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TestEvent(
    String id, String source, String type, Map<String, String> attributes, byte[] data) {

  TestEvent(String id, String source, String type, String json) {
    this(
        id,
        source,
        type,
        Map.of("datacontenttype", "application/json"),
        json.getBytes(StandardCharsets.UTF_8));
  }

  TestEvent with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(name, value);
    return new TestEvent(id, source, type, more, data);
  }

  EventHeader header() {
    return new EventHeader(id, source, type);
  }

  Payload payload() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    text(out, 1, id);
    text(out, 2, source);
    text(out, 3, "1.0");
    text(out, 4, type);
    attributes.forEach(
        (name, value) -> {
          ByteArrayOutputStream wrapped = new ByteArrayOutputStream();
          text(wrapped, 3, value);
          ByteArrayOutputStream entry = new ByteArrayOutputStream();
          text(entry, 1, name);
          field(entry, 2, wrapped.toByteArray());
          field(out, 5, entry.toByteArray());
        });
    field(out, 6, data);
    return Payload.wrap(out.toByteArray());
  }

  private static void text(ByteArrayOutputStream out, int number, String value) {
    field(out, number, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void field(ByteArrayOutputStream out, int number, byte[] value) {
    out.write(number << 3 | 2);
    int length = value.length;
    while (length >= 0x80) {
      out.write((length & 0x7F) | 0x80);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(value);
  }
}
