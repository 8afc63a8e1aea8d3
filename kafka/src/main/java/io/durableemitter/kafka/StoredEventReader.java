package io.durableemitter.kafka;

import com.google.protobuf.CodedInputStream;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.text.ErrorText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes stored bytes, a CloudEvent of protobuf, to pieces, without making its message and the SDK's
 * event of it: texts stay the bytes that they are. Of what is there twice the last counts, as for
 * any reader of protobuf.
 */
final class StoredEventReader {

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SPEC_VERSION = "1.0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NONE = {};

  private static final AttributeNames NAMES = new AttributeNames();

  private static final int VARINT = 0;
  private static final int DELIMITED = 2;
  private static final int FIRST_TEXT = 1 << 3 | DELIMITED;

  private final CodedInputStream in;
  private final Map<String, byte[]> attributes = new LinkedHashMap<>(32);
  private byte @Nullable [] data;

  private StoredEventReader(byte[] bytes) {
    in = CodedInputStream.newInstance(bytes);
  }

  static StoredEvent read(Payload payload) throws MalformedEventException {
    StoredEventReader reader = new StoredEventReader(payload.unsafeBytes());
    try {
      reader.event();
    } catch (IOException | DateTimeException e) {
      throw new MalformedEventException(
          "the stored bytes are not a CloudEvent of protobuf: " + ErrorText.message(e), e);
    }
    for (String required : new String[] {"id", "type"}) {
      if (reader.attributes.getOrDefault(required, NONE).length == 0) {
        throw new MalformedEventException("the stored event has no " + required);
      }
    }
    reader.attributes.putIfAbsent("source", NONE);
    reader.attributes.putIfAbsent("specversion", SPEC_VERSION);
    return new StoredEvent(reader.attributes, reader.data);
  }

  private void event() throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case FIRST_TEXT -> attributes.put("id", in.readByteArray());
        case 2 << 3 | DELIMITED -> attributes.put("source", in.readByteArray());
        case 3 << 3 | DELIMITED -> attributes.put("specversion", in.readByteArray());
        case 4 << 3 | DELIMITED -> attributes.put("type", in.readByteArray());
        case 5 << 3 | DELIMITED -> attribute();
        case 6 << 3 | DELIMITED, 7 << 3 | DELIMITED -> data = in.readByteArray();
        case 8 << 3 | DELIMITED -> data = any();
        default -> in.skipField(tag);
      }
    }
  }

  private void attribute() throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    String name = "";
    byte[] value = NONE;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case FIRST_TEXT -> name = NAMES.of(in.readByteArray());
        case 2 << 3 | DELIMITED -> value = value();
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    attributes.put(name, value);
  }

  private byte[] value() throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    byte[] value = NONE;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | VARINT -> value = in.readBool() ? TRUE : FALSE;
        case 2 << 3 | VARINT -> value = ascii(Integer.toString(in.readInt32()));
        case 3 << 3 | DELIMITED, 5 << 3 | DELIMITED, 6 << 3 | DELIMITED ->
            value = in.readByteArray();
        case 4 << 3 | DELIMITED -> value = Base64.getEncoder().encode(in.readByteArray());
        case 7 << 3 | DELIMITED -> value = timestamp();
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    return value;
  }

  private byte[] timestamp() throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    long seconds = 0;
    int nanos = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | VARINT -> seconds = in.readInt64();
        case 2 << 3 | VARINT -> nanos = in.readInt32();
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
    return TimeText.of(seconds, nanos);
  }

  private byte[] any() throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    byte[] value = NONE;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (2 << 3 | DELIMITED)) {
        value = in.readByteArray();
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(outer);
    return value;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
