package io.durableemitter.core.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.api.IdempotencyKeyPolicy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventAssemblerTest {

  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.891234567Z");
  private static final Map<String, String> MINIMAL = Map.of("source", "billing", "type", "paid");
  private static final byte[] BODY = {1, 2, (byte) 0xff};

  private final EventAssembler assembler =
      new EventAssembler(
          Clock.fixed(NOW, ZoneOffset.UTC), IdempotencyKeyPolicy.CONTENT_HASH, OrderingKey.NONE);

  @Test
  void completesAMinimalEvent() throws Exception {
    EncodedEvent encoded = assembler.assemble(BODY, MINIMAL);
    CloudEvent event = parse(encoded);

    assertThat(event.getId()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(event.getSource()).isEqualTo("billing");
    assertThat(event.getType()).isEqualTo("paid");
    assertThat(event.getSpecVersion()).isEqualTo("1.0");
    assertThat(event.getAttributesMap())
        .containsOnlyKeys("recordedtime", "emitter", "idempotencykey", "datacontenttype");
    assertThat(event.getAttributesOrThrow("recordedtime").getCeTimestamp())
        .isEqualTo(
            Timestamp.newBuilder().setSeconds(NOW.getEpochSecond()).setNanos(891_000_000).build());
    assertThat(text(event, "emitter")).isEqualTo("DurableEmitter");
    assertThat(text(event, "datacontenttype")).isEqualTo("application/protobuf");
    assertThat(event.getProtoData().getTypeUrl()).isEmpty();
    assertThat(event.getProtoData().getValue()).isEqualTo(ByteString.copyFrom(BODY));
    assertThat(encoded.header().id()).isEqualTo(event.getId());
  }

  @Test
  void theDefaultKeyHashesLengthsAndContent() throws Exception {
    byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
    // printf '\0\0\0\7billing\0\0\0\4paid\0\0\0\5hello' | sha256sum
    assertThat(text(parse(assembler.assemble(body, MINIMAL)), "idempotencykey"))
        .isEqualTo("e46104fd2b8ac9476dbd051ffadfc4f4cc3d62eb93a840fce42627ff71652f2b");
  }

  @Test
  void theHashIsOverSourceAndTypeAsTheyWereGiven() throws Exception {
    byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
    Map<String, String> untrimmed = Map.of("source", "my domain", "type", " paid ");
    // printf '\0\0\0\11my domain\0\0\0\6 paid \0\0\0\5hello' | sha256sum
    assertThat(text(parse(assembler.assemble(body, untrimmed)), "idempotencykey"))
        .isEqualTo("ceb7c60dd59ec105a14d69d91ca832a3c06a4278e13a4e97444ad9f28d48d496");
  }

  @Test
  void theKeyCanBeTheCallersOrTheEventsOwn() throws Exception {
    Map<String, Object> attributes = new HashMap<>(MINIMAL);
    attributes.put("idempotencykey", "mine");
    assertThat(text(parse(assembler.assemble(BODY, attributes)), "idempotencykey"))
        .isEqualTo("mine");

    EventAssembler unique =
        new EventAssembler(Clock.systemUTC(), IdempotencyKeyPolicy.EVENT_ID, OrderingKey.NONE);
    CloudEvent event = parse(unique.assemble(BODY, MINIMAL));
    assertThat(text(event, "idempotencykey")).isEqualTo(event.getId());
  }

  /** As the ingress would refuse them, only before they are stored. */
  @Test
  void controlCharactersInIdSourceAndTypeAreRefusedByName() {
    for (String name : List.of("id", "source", "type")) {
      for (String value : List.of("a\nb", "a\u0000b", "a\u001b[2Jb", "a\u007fb", "a\u0085b")) {
        Map<String, Object> attributes = new HashMap<>(MINIMAL);
        attributes.put(name, value);
        assertThatThrownBy(() -> assembler.assemble(BODY, attributes))
            .isInstanceOf(InvalidEventException.class)
            .hasMessage(
                "attribute '" + name + "' has a control character; leave such characters out");
      }
    }
    assertThatThrownBy(
            () ->
                assembler.assemble(
                    CloudEventBuilder.v1()
                        .withId("a\r\nb")
                        .withSource(URI.create("s"))
                        .withType("t")
                        .build()))
        .hasMessageContaining("attribute 'id' has a control character");
  }

  @Test
  void whatAMessageQuotesCannotForgeALine() {
    String hostile = "x\r\n12:00 ERROR forged \u001b[2J \u202e" + "y".repeat(9_000);
    Map<String, Object> ofNull = new HashMap<>(MINIMAL);
    ofNull.put(hostile, null);
    List<Map<String, Object>> wrong =
        List.of(
            with("specversion", hostile),
            with(hostile, "value"),
            with(hostile, new Object()),
            with(hostile, Long.MAX_VALUE),
            with(hostile, Instant.MAX),
            ofNull);
    for (Map<String, Object> attributes : wrong) {
      assertThatThrownBy(() -> assembler.assemble(BODY, attributes))
          .isInstanceOf(InvalidEventException.class)
          .satisfies(
              thrown ->
                  assertThat(thrown.getMessage())
                      .contains("forged")
                      .hasSizeLessThan(500)
                      .doesNotContainPattern("[\\p{Cc}\\p{Cf}]"));
    }
  }

  @Test
  void theOlderNamesServeAndTextIsTrimmed() throws Exception {
    CloudEvent event =
        parse(
            assembler.assemble(
                BODY,
                Map.of("beholder_domain", "old", "beholder_entity", " thing ", "subject", " s ")));
    assertThat(event.getSource()).isEqualTo("old");
    assertThat(event.getType()).isEqualTo("thing");
    assertThat(text(event, "subject")).isEqualTo("s");
    assertThat(event.getAttributesMap()).doesNotContainKeys("beholder_domain", "beholder_entity");
  }

  @Test
  void inAnOlderSetNamesThatTheGoPackageIgnoresAreIgnored() throws Exception {
    Map<String, Object> older = new HashMap<>();
    older.put("beholder_domain", "old");
    older.put("beholder_entity", "thing");
    older.put("beholder_data_schema", "/schema/v1");
    older.put("node_csa_key", "abc");
    older.put("don_id", 7L << 40);
    older.put("With-Dash", new Object());
    older.put("nothing_at_all", null);
    older.put("partitionkey", "k");
    CloudEvent event = parse(assembler.assemble(BODY, older));
    assertThat(event.getAttributesMap())
        .containsOnlyKeys(
            "recordedtime", "emitter", "idempotencykey", "datacontenttype", "partitionkey");
    older.put("source", "new");
    assertThat(parse(assembler.assemble(BODY, older)).getSource())
        .as("one of the two is enough")
        .isEqualTo("new");
    older.put("type", "new");
    assertThatThrownBy(() -> assembler.assemble(BODY, older))
        .as("under CloudEvents' own names they are errors")
        .hasMessageContaining("attribute");
  }

  @Test
  void sourceAndSchemaAreWrittenAsGoWritesThem() throws Exception {
    CloudEvent event =
        parse(
            assembler.assemble(
                BODY, Map.of("source", "my domain", "type", "t", "dataschema", " HTTP://x/a b# ")));
    assertThat(event.getSource()).isEqualTo("my%20domain");
    assertThat(event.getAttributesOrThrow("dataschema").getCeUri()).isEqualTo("http://x/a%20b");
    assertThat(event.getProtoData().getTypeUrl()).isEqualTo("http://x/a%20b");
  }

  @Test
  void optionalAttributesHaveTheirTypes() throws Exception {
    CloudEvent event =
        parse(
            assembler.assemble(
                BODY,
                Map.of(
                    "source", "s",
                    "type", "t",
                    "id", "my-id",
                    "time", OffsetDateTime.parse("2026-01-01T01:00:00+01:00"),
                    "dataschema", "https://example.org/schema",
                    "recordedtime", Instant.ofEpochSecond(5, 999_999))));
    assertThat(event.getId()).isEqualTo("my-id");
    assertThat(event.getAttributesOrThrow("time").getCeTimestamp().getSeconds())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").getEpochSecond());
    assertThat(event.getAttributesOrThrow("dataschema").getCeUri())
        .isEqualTo("https://example.org/schema");
    assertThat(event.getProtoData().getTypeUrl()).isEqualTo("https://example.org/schema");
    assertThat(event.getAttributesOrThrow("recordedtime").getCeTimestamp())
        .isEqualTo(Timestamp.newBuilder().setSeconds(5).build());
  }

  @Test
  void extensionsKeepTheirTypes() throws Exception {
    Map<String, Object> attributes = new HashMap<>(MINIMAL);
    attributes.put("flag", false);
    attributes.put("count", -7);
    attributes.put("big", 2_000_000_000L);
    attributes.put("raw", new byte[] {9});
    attributes.put("link", URI.create("https://example.org"));
    attributes.put("ref", URI.create("/path"));
    attributes.put("text", "grüße");
    attributes.put("at", Instant.EPOCH);
    CloudEvent event = parse(assembler.assemble(BODY, attributes));

    assertThat(value(event, "flag").getAttrCase().name()).isEqualTo("CE_BOOLEAN");
    assertThat(value(event, "flag").getCeBoolean()).isFalse();
    assertThat(value(event, "count").getCeInteger()).isEqualTo(-7);
    assertThat(value(event, "big").getCeInteger()).isEqualTo(2_000_000_000);
    assertThat(value(event, "raw").getCeBytes().toByteArray()).containsExactly(9);
    assertThat(value(event, "link").getCeUri()).isEqualTo("https://example.org");
    assertThat(value(event, "ref").getCeUriRef()).isEqualTo("/path");
    assertThat(value(event, "text").getCeString()).isEqualTo("grüße");
    assertThat(value(event, "at").getAttrCase().name()).isEqualTo("CE_TIMESTAMP");
  }

  @Test
  void theContentTypeDecidesHowTheBodyTravels() throws Exception {
    byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    assertThat(withContentType("application/json", json).getTextData()).isEqualTo("{\"a\":1}");
    assertThat(withContentType("text/plain; charset=utf-8", json).getTextData())
        .isEqualTo("{\"a\":1}");
    assertThat(withContentType("application/vnd.x+json", json).hasTextData()).isTrue();
    assertThat(withContentType("application/json", BODY).getBinaryData().toByteArray())
        .as("text that is not UTF-8 stays as it is")
        .isEqualTo(BODY);
    assertThat(withContentType("application/avro", json).getBinaryData().toByteArray())
        .isEqualTo(json);
    assertThat(withContentType("application/protobuf", json).hasProtoData()).isTrue();
  }

  @Test
  void aReadyMadeEventKeepsWhatItHas() throws Exception {
    io.cloudevents.CloudEvent given =
        CloudEventBuilder.v1()
            .withId("given-id")
            .withSource(URI.create("/orders"))
            .withType("order.created")
            .withTime(OffsetDateTime.parse("2026-01-01T00:00:00Z"))
            .withDataContentType("application/json")
            .withData("[1]".getBytes(StandardCharsets.UTF_8))
            .withExtension("partitionkey", "k1")
            .withExtension("emitter", "upstream")
            .build();
    CloudEvent event = parse(assembler.assemble(given));
    assertThat(event.getId()).isEqualTo("given-id");
    assertThat(event.getSource()).isEqualTo("/orders");
    assertThat(event.getTextData()).isEqualTo("[1]");
    assertThat(text(event, "partitionkey")).isEqualTo("k1");
    assertThat(text(event, "emitter")).isEqualTo("upstream");
    assertThat(event.getAttributesMap()).containsKeys("recordedtime", "idempotencykey", "time");

    io.cloudevents.CloudEvent bare =
        CloudEventBuilder.v1().withId("b").withSource(URI.create("s")).withType("t").build();
    assertThat(parse(assembler.assemble(bare)).getDataCase().name()).isEqualTo("DATA_NOT_SET");
  }

  @Test
  void refusesWhatCannotBeEncodedAndSaysWhatWouldBeRight() {
    assertRefused(Map.of("type", "t"), "'source' is missing or empty");
    assertRefused(Map.of("source", " ", "type", "t"), "'source' is missing or empty");
    assertRefused(Map.of("source", "#", "type", "t"), "'source' is '#', which names nothing");
    assertRefused(Map.of("source", "a b:c", "type", "t"), "'source' is 'a b:c', which is no URI");
    assertRefused(with("dataschema", "http://h:x/"), "'dataschema' is 'http://h:x/', which is no");
    assertRefused(Map.of("source", "s"), "'type' is missing or empty");
    assertRefused(Map.of("source", 7, "type", "t"), "'source' must be a String but is a");
    assertRefused(with("Upper", "x"), "'Upper' is not legal; use 1 to 256 lower-case");
    assertRefused(with("a\nb", "x"), "'a\\u000ab' is not legal");
    assertRefused(with("data", "x"), "'data' is reserved");
    assertRefused(with("seqnum", "1"), "'seqnum' is reserved");
    assertRefused(with("emitter", "x"), "'emitter' is written by the emitter itself");
    assertRefused(with("big", 1L << 40), "'big' is outside the 32 bits");
    assertRefused(with("odd", new Object()), "'odd' has the unsupported type java.lang.Object");
    assertRefused(with("time", "yesterday"), "'time' is not an RFC 3339 time");
    assertRefused(with("at", Instant.MAX), "'at' is outside the years 1 to 9999");
    assertRefused(with("specversion", "0.3"), "'specversion' is '0.3'; only 1.0");
    Map<String, Object> withNull = new HashMap<>(MINIMAL);
    withNull.put("x", null);
    assertRefused(withNull, "'x' is null; leave the attribute out");
  }

  private void assertRefused(Map<String, ?> attributes, String message) {
    assertThatThrownBy(() -> assembler.assemble(BODY, attributes))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining(message);
  }

  private static Map<String, Object> with(String name, Object value) {
    Map<String, Object> attributes = new HashMap<>(MINIMAL);
    attributes.put(name, value);
    return attributes;
  }

  private CloudEvent withContentType(String contentType, byte[] body) throws Exception {
    CloudEvent event = parse(assembler.assemble(body, with("datacontenttype", contentType)));
    assertThat(text(event, "datacontenttype")).isEqualTo(contentType);
    return event;
  }

  private static CloudEvent parse(EncodedEvent encoded) throws Exception {
    return CloudEvent.parseFrom(encoded.payload().toByteArray());
  }

  private static CloudEventAttributeValue value(CloudEvent event, String name) {
    return event.getAttributesOrThrow(name);
  }

  private static String text(CloudEvent event, String name) {
    return value(event, name).getCeString();
  }
}
