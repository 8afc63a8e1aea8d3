package io.durableemitter.core.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.api.IdempotencyKeyPolicy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Bytes derived by hand from the protobuf wire format and the CloudEvents protobuf format, not from
 * any encoder. A field begins with (number &lt;&lt; 3 | type), type 0 a varint, type 2 a length and
 * bytes. An attribute is field 5 of the event ({@code 2a}), a map entry with its name in field 1
 * ({@code 0a}) and its value in field 2 ({@code 12}).
 */
class GoldenVectorTest {

  private static final byte[] BODY = {0, (byte) 0xff};

  private record Vector(String name, Object value, String bytes) {}

  private static final List<Vector> ATTRIBUTES =
      List.of(
          // ce_boolean is field 1, a varint
          new Vector("b", true, "2a 07 0a 01 62 12 02 08 01"),
          // a false that is set is written: a oneof has presence
          new Vector("b", false, "2a 07 0a 01 62 12 02 08 00"),
          // ce_integer is field 2, int32
          new Vector("i", 300, "2a 08 0a 01 69 12 03 10 ac 02"),
          // a negative int32 takes ten bytes
          new Vector("i", -1, "2a 10 0a 01 69 12 0b 10 ff ff ff ff ff ff ff ff ff 01"),
          // ce_string is field 3, UTF-8
          new Vector("s", "\u00e9", "2a 09 0a 01 73 12 04 1a 02 c3 a9"),
          // ce_bytes is field 4
          new Vector("x", BODY, "2a 09 0a 01 78 12 04 22 02 00 ff"),
          // ce_uri is field 5
          new Vector("u", URI.create("a:b"), "2a 0a 0a 01 75 12 05 2a 03 61 3a 62"),
          // ce_uri_ref is field 6
          new Vector("r", URI.create("/c"), "2a 09 0a 01 72 12 04 32 02 2f 63"),
          // ce_timestamp is field 7, a Timestamp: 1 seconds, 2 nanos
          new Vector("t", Instant.ofEpochSecond(1, 2), "2a 0b 0a 01 74 12 06 3a 04 08 01 10 02"),
          // what the emitter itself says: emitter = DurableEmitter
          new Vector(
              "subject",
              "o",
              "2a 1b 0a 07 65 6d 69 74 74 65 72 12 10 1a 0e"
                  + " 44 75 72 61 62 6c 65 45 6d 69 74 74 65 72"),
          // recordedtime of the clock, here one second after 1970
          new Vector(
              "subject", "o", "2a 14 0a 0c 72 65 63 6f 72 64 65 64 74 69 6d 65 12 04 3a 02 08 01"),
          // subject is a string, dataschema a URI, time a timestamp
          new Vector("subject", "o", "2a 0e 0a 07 73 75 62 6a 65 63 74 12 03 1a 01 6f"),
          new Vector(
              "dataschema",
              "a:b",
              "2a 13 0a 0a 64 61 74 61 73 63 68 65 6d 61 12 05 2a 03 61 3a 62"),
          new Vector(
              "time", Instant.ofEpochSecond(1), "2a 0c 0a 04 74 69 6d 65 12 04 3a 02 08 01"));

  private final EventAssembler assembler =
      new EventAssembler(
          Clock.fixed(Instant.ofEpochSecond(1), ZoneOffset.UTC),
          IdempotencyKeyPolicy.CONTENT_HASH,
          OrderingKey.NONE);

  @Test
  void attributesOfEachTypeAreTheseBytes() throws Exception {
    for (Vector vector : ATTRIBUTES) {
      assertHas(BODY, Map.of(vector.name(), vector.value()), vector.bytes());
    }
  }

  @Test
  void requiredFieldsAreTheseBytes() throws Exception {
    // 1 id = A1, 2 source = s, 3 spec_version = 1.0, 4 type = t
    assertHas(BODY, Map.of(), "0a 02 41 31");
    assertHas(BODY, Map.of(), "12 01 73");
    assertHas(BODY, Map.of(), "1a 03 31 2e 30");
    assertHas(BODY, Map.of(), "22 01 74");
  }

  @Test
  void dataOfEachKindIsTheseBytes() throws Exception {
    // 6 binary_data, 7 text_data, 8 proto_data: an Any with type_url 1 and value 2
    assertHas(BODY, Map.of("datacontenttype", "application/avro"), "32 02 00 ff");
    byte[] text = "hi".getBytes(StandardCharsets.UTF_8);
    assertHas(text, Map.of("datacontenttype", "text/plain"), "3a 02 68 69");
    assertHas(BODY, Map.of(), "42 04 12 02 00 ff");
    assertHas(BODY, Map.of("dataschema", "a:b"), "42 09 0a 03 61 3a 62 12 02 00 ff");
  }

  @Test
  void theIdempotencyKeyIsWhatSha256sumSays() throws Exception {
    // printf '\0\0\0\1s\0\0\0\1t\0\0\0\2\0\377' | sha256sum
    assertKey(BODY, "s", "4e3b09f92f4ca43279dc023069584b47f2313ba1ca819c1041dd1e50f2688df6");
    // lengths are in bytes: printf '\0\0\0\3s\xc3\xa9\0\0\0\1t\0\0\0\0' | sha256sum
    assertKey(
        new byte[0], "s\u00e9", "c6f1966ac2d88f9377dd23f290c47291f601f9330b0fb841b058c0552086f4ec");
  }

  private void assertKey(byte[] body, String source, String key) throws Exception {
    EncodedEvent event = assembler.assemble(body, Map.of("source", source, "type", "t"));
    assertThat(
            CloudEvent.parseFrom(event.payload().unsafeBytes())
                .getAttributesOrThrow("idempotencykey")
                .getCeString())
        .isEqualTo(key);
  }

  /** The bytes stand in what we encode, and a parser of the format reads the same event again. */
  private void assertHas(byte[] body, Map<String, ?> more, String bytes) throws Exception {
    Map<String, Object> attributes = new HashMap<>(Map.of("id", "A1", "source", "s", "type", "t"));
    attributes.putAll(more);
    byte[] encoded = assembler.assemble(body, attributes).payload().unsafeBytes();

    assertThat(HexFormat.of().formatHex(encoded)).contains(bytes.replace(" ", ""));
    assertThat(CloudEvent.parseFrom(encoded).getSerializedSize())
        .as("no byte that the format does not explain")
        .isEqualTo(encoded.length);
  }
}
