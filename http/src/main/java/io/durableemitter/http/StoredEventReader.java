package io.durableemitter.http;

import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;
import io.durableemitter.api.internal.wire.WireReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes stored bytes, a CloudEvent of protobuf, to pieces. Of what is there twice the last counts,
 * as for any reader of protobuf.
 */
final class StoredEventReader {

  private static final int VARINT = 0;
  private static final int DELIMITED = 2;

  private final Map<String, Object> attributes = new LinkedHashMap<>(32);
  private byte @Nullable [] data;
  private boolean isText;

  private StoredEventReader() {
    // before the others, whatever their order is
    attributes.put("specversion", "1.0");
    attributes.put("id", "");
    attributes.put("source", "");
    attributes.put("type", "");
  }

  static StoredEvent read(Payload payload) throws MalformedEventException {
    byte[] bytes = payload.unsafeBytes();
    StoredEventReader reader = new StoredEventReader();
    try {
      reader.event(new WireReader(bytes, 0, bytes.length));
    } catch (UndecodablePayloadException | DateTimeException e) {
      throw new MalformedEventException(String.valueOf(e.getMessage()), e);
    }
    for (String required : new String[] {"id", "type"}) {
      if ("".equals(reader.attributes.get(required))) {
        throw new MalformedEventException("the stored event has no " + required);
      }
    }
    for (String name : reader.attributes.keySet()) {
      checkName(name);
    }
    return new StoredEvent(reader.attributes, reader.data, reader.isText);
  }

  /** Names become those of members and of headers, and must be neither the data's nor illegal. */
  private static void checkName(String name) throws MalformedEventException {
    boolean legal =
        !name.isEmpty() && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || isDigit(c));
    if (!legal || name.equals("data")) {
      throw new MalformedEventException(
          "the stored event has an attribute named '"
              + ForeignText.oneLine(name, 64)
              + "'; names consist of lower-case letters and digits, and are not 'data'");
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private void event(WireReader in) {
    while (!in.atEnd()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 | DELIMITED -> attributes.put("id", in.text());
        case 2 << 3 | DELIMITED -> attributes.put("source", in.text());
        case 3 << 3 | DELIMITED -> attributes.put("specversion", in.text());
        case 4 << 3 | DELIMITED -> attributes.put("type", in.text());
        case 5 << 3 | DELIMITED -> attribute(in.nested());
        case 6 << 3 | DELIMITED -> data(in.bytes(), false);
        case 7 << 3 | DELIMITED -> data(in.bytes(), true);
        case 8 << 3 | DELIMITED -> data(any(in.nested()), false);
        default -> in.skip(tag & 7);
      }
    }
  }

  private void data(byte[] value, boolean text) {
    data = value;
    isText = text;
  }

  private void attribute(WireReader entry) {
    String name = "";
    Object value = "";
    while (!entry.atEnd()) {
      int tag = entry.tag();
      switch (tag) {
        case 1 << 3 | DELIMITED -> name = entry.text();
        case 2 << 3 | DELIMITED -> value = value(entry.nested());
        default -> entry.skip(tag & 7);
      }
    }
    attributes.put(name, value);
  }

  private static Object value(WireReader in) {
    Object value = "";
    while (!in.atEnd()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 | VARINT -> value = in.varint() != 0;
        case 2 << 3 | VARINT -> value = (int) in.varint();
        case 3 << 3 | DELIMITED, 5 << 3 | DELIMITED, 6 << 3 | DELIMITED -> value = in.text();
        case 4 << 3 | DELIMITED -> value = Base64.getEncoder().encodeToString(in.bytes());
        case 7 << 3 | DELIMITED -> value = timestamp(in.nested());
        default -> in.skip(tag & 7);
      }
    }
    return value;
  }

  private static String timestamp(WireReader in) {
    long seconds = 0;
    int nanos = 0;
    while (!in.atEnd()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 | VARINT -> seconds = in.varint();
        case 2 << 3 | VARINT -> nanos = (int) in.varint();
        default -> in.skip(tag & 7);
      }
    }
    return Instant.ofEpochSecond(seconds, nanos).toString();
  }

  private static byte[] any(WireReader in) {
    byte[] value = {};
    while (!in.atEnd()) {
      int tag = in.tag();
      if (tag == (2 << 3 | DELIMITED)) {
        value = in.bytes();
      } else {
        in.skip(tag & 7);
      }
    }
    return value;
  }
}
