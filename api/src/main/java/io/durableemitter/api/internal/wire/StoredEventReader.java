package io.durableemitter.api.internal.wire;

import io.durableemitter.api.Payload;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes stored bytes, a CloudEvent of protobuf, to pieces. Of what is there twice the last counts,
 * as for any reader of protobuf.
 */
public final class StoredEventReader {

  private static final int VARINT = 0;
  private static final int DELIMITED = 2;

  /** What an attribute must not hide. */
  private static final Set<String> FIELDS =
      Set.of("specversion", "id", "source", "type", "data", "data_base64");

  private final Map<String, Object> attributes = new LinkedHashMap<>(32);
  private final boolean forPeople;
  private byte @Nullable [] data;
  private boolean isText;
  private String messageType = "";

  private StoredEventReader(boolean forPeople) {
    this.forPeople = forPeople;
    // before the others, whatever their order is
    attributes.put("specversion", forPeople ? "" : "1.0");
    attributes.put("id", "");
    attributes.put("source", "");
    attributes.put("type", "");
  }

  /**
   * Takes a payload to pieces.
   *
   * @param payload the stored bytes
   * @return what it consists of; id, source and type may be empty, and names be any
   * @throws UndecodablePayloadException if the bytes are no CloudEvent
   */
  public static StoredEvent read(Payload payload) {
    return new StoredEventReader(false).read(payload.unsafeBytes());
  }

  /**
   * Takes a payload to pieces to be shown as it is stored: a time that there is not is told, and an
   * attribute that is called as a field is hides none.
   *
   * @param payload the stored bytes
   * @return what it consists of
   * @throws UndecodablePayloadException if the bytes are no CloudEvent
   */
  public static StoredEvent readForPeople(Payload payload) {
    return new StoredEventReader(true).read(payload.unsafeBytes());
  }

  private StoredEvent read(byte[] bytes) {
    event(new WireReader(bytes, 0, bytes.length));
    return new StoredEvent(attributes, data, isText, messageType);
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
        case 8 << 3 | DELIMITED -> any(in.nested());
        default -> in.skip(tag & 7);
      }
    }
  }

  private void data(byte[] value, boolean text) {
    data = value;
    isText = text;
    messageType = "";
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
    attributes.put(forPeople && FIELDS.contains(name) ? "attribute:" + name : name, value);
  }

  private Object value(WireReader in) {
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

  private String timestamp(WireReader in) {
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
    try {
      return Instant.ofEpochSecond(seconds, nanos).toString();
    } catch (DateTimeException | ArithmeticException e) {
      if (forPeople) {
        return "out of range: " + seconds + " s, " + nanos + " ns";
      }
      throw new UndecodablePayloadException("has a time that there is not");
    }
  }

  private void any(WireReader in) {
    String url = "";
    byte[] value = {};
    while (!in.atEnd()) {
      int tag = in.tag();
      switch (tag) {
        case 1 << 3 | DELIMITED -> url = in.text();
        case 2 << 3 | DELIMITED -> value = in.bytes();
        default -> in.skip(tag & 7);
      }
    }
    data(value, false);
    messageType = url.substring(url.lastIndexOf('/') + 1);
  }
}
