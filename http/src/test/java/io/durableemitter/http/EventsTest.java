package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.text.JsonSyntax;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written from stored bytes is what the SDK of CloudEvents reads. */
class EventsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CloudEvent FULL =
      CloudEventBuilder.v1()
          .withId("id \"\u00e4\u20ac\ud83d\ude00\\\u0001")
          .withSource(URI.create("https://shop.example.org/orders"))
          .withType("order.placed")
          .withSubject("order 1")
          .withTime(OffsetDateTime.parse("2026-11-28T12:00:00.123456Z"))
          .withDataSchema(URI.create("https://schemas.example.org/order"))
          .withExtension("partitionkey", "customer-7")
          .withExtension("urgent", true)
          .withExtension("attempt", -42)
          .withExtension("link", URI.create("https://example.org/a"))
          .withData("application/json", bytes("{\"a\": [1, 2.50, \"\u00e4\"]}"))
          .build();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static EncodedEvent encode(EventEncoding encoding, Payload payload) throws Exception {
    Outgoing event = new Outgoing(new EventHeader("1", "shop", "t"), payload, result -> {});
    return encoding.encode(event, LegalEvent.read(payload));
  }

  private static byte[] json(Payload payload) throws Exception {
    return encode(EventEncoding.STRUCTURED, payload).body();
  }

  private static CloudEvent read(Payload payload) throws Exception {
    return new JsonFormat().deserialize(json(payload));
  }

  private static JsonNode tree(io.cloudevents.v1.proto.CloudEvent.Builder event) throws Exception {
    return JSON.readTree(json(Payload.wrap(event.build().toByteArray())));
  }

  private static io.cloudevents.v1.proto.CloudEvent.Builder proto() {
    return io.cloudevents.v1.proto.CloudEvent.newBuilder()
        .setId("1")
        .setSource("shop")
        .setSpecVersion("1.0")
        .setType("order.placed");
  }

  private static CloudEventAttributeValue text(String value) {
    return CloudEventAttributeValue.newBuilder().setCeString(value).build();
  }

  private static io.cloudevents.v1.proto.CloudEvent.Builder proto(String contentType) {
    return proto().putAttributes("datacontenttype", text(contentType));
  }

  @Test
  void theSdkReadsWhatIsWritten() throws Exception {
    CloudEvent read = read(Deliveries.payload(FULL));
    assertThat(read.getId()).isEqualTo(FULL.getId());
    assertThat(read.getSource()).isEqualTo(FULL.getSource());
    assertThat(read.getType()).isEqualTo(FULL.getType());
    assertThat(read.getSubject()).isEqualTo(FULL.getSubject());
    assertThat(read.getTime()).isEqualTo(FULL.getTime());
    assertThat(read.getDataSchema()).isEqualTo(FULL.getDataSchema());
    assertThat(read.getDataContentType()).isEqualTo(FULL.getDataContentType());
    assertThat(read.getExtensionNames()).isEqualTo(FULL.getExtensionNames());
    assertThat(read.getExtension("urgent")).isEqualTo(true);
    assertThat(read.getExtension("attempt")).isEqualTo(-42);
    assertThat(JSON.readTree(read.getData().toBytes()))
        .isEqualTo(JSON.readTree(FULL.getData().toBytes()));
  }

  @Test
  void theSdkWritesTheSame() throws Exception {
    assertThat(JSON.readTree(json(Deliveries.payload(FULL))))
        .isEqualTo(JSON.readTree(new JsonFormat().serialize(FULL)));
  }

  @Test
  void aBatchIsAnArrayOfEvents() throws Exception {
    EncodedEvent one = encode(EventEncoding.BATCH, Deliveries.payload(FULL));
    EncodedEvent two = encode(EventEncoding.BATCH, Deliveries.payload(Deliveries.event("two")));
    JsonNode array = JSON.readTree(EventEncoding.BATCH.body(List.of(one, two)));
    assertThat(array).hasSize(2);
    for (JsonNode event : array) {
      CloudEvent read = new JsonFormat().deserialize(JSON.writeValueAsBytes(event));
      assertThat(read.getId()).isIn(FULL.getId(), "two");
    }
    assertThat(EventEncoding.BATCH.body(List.of(one)).length)
        .isEqualTo(one.size() + EventEncoding.FRAMING_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/vnd.x+json; charset=utf-8", "text/json"})
  void jsonStandsInline(String contentType) throws Exception {
    assertThat(tree(proto(contentType).setTextData(" {\"a\":1}\n")).get("data").get("a").asInt())
        .isEqualTo(1);
    assertThat(tree(proto(contentType).setBinaryData(ByteString.copyFromUtf8("7"))).get("data"))
        .isEqualTo(JSON.readTree("7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}{}", "{\"a\":1},{\"id\":\"forged\"}", "nul", "01", "\"a"})
  void whatOnlyClaimsToBeJsonBreaksNothing(String data) throws Exception {
    JsonNode event = tree(proto("application/json").setTextData(data));
    assertThat(event.has("data")).isFalse();
    assertThat(event.get("data_base64").binaryValue()).isEqualTo(bytes(data));
  }

  @Test
  void otherTextIsAStringAndOtherBytesAreBase64() throws Exception {
    assertThat(tree(proto("text/plain").setTextData("a \"b\"\n\u00e4")).get("data").asText())
        .isEqualTo("a \"b\"\n\u00e4");
    byte[] raw = {0, (byte) 0xff, 'a'};
    JsonNode binary = tree(proto("image/png").setBinaryData(ByteString.copyFrom(raw)));
    assertThat(binary.get("data_base64").binaryValue()).isEqualTo(raw);
    JsonNode message =
        tree(
            proto("application/protobuf")
                .setProtoData(Any.newBuilder().setTypeUrl("u").setValue(ByteString.copyFrom(raw))));
    assertThat(message.get("data_base64").binaryValue()).isEqualTo(raw);
    assertThat(tree(proto()).has("data")).isFalse();
  }

  @Test
  void bytesOfAttributesAreBase64() throws Exception {
    CloudEventAttributeValue value =
        CloudEventAttributeValue.newBuilder()
            .setCeBytes(ByteString.copyFrom(new byte[] {1, 2, 3}))
            .build();
    assertThat(tree(proto().putAttributes("digest", value)).get("digest").asText())
        .isEqualTo("AQID");
  }

  @Test
  void inBinaryModeAttributesAreHeadersAndTheBodyIsTheData() throws Exception {
    EncodedEvent encoded = encode(EventEncoding.BINARY, Deliveries.payload(FULL));
    assertThat(encoded.body()).isEqualTo(FULL.getData().toBytes());
    assertThat(encoded.headers())
        .containsEntry("ce-specversion", "1.0")
        .containsEntry("ce-id", "id%20%22%C3%A4%E2%82%AC%F0%9F%98%80\\%01")
        .containsEntry("ce-source", "https://shop.example.org/orders")
        .containsEntry("ce-subject", "order%201")
        .containsEntry("ce-time", "2026-11-28T12:00:00.123456Z")
        .containsEntry("ce-urgent", "true")
        .containsEntry("ce-attempt", "-42")
        .containsEntry("content-type", "application/json")
        .doesNotContainKey("ce-datacontenttype");
  }

  @Test
  void percentSignsAreEncodedToo() {
    assertThat(HeaderText.encoded("100%\u007f~!")).isEqualTo("100%25%7F~!");
  }

  @Test
  void aContentTypeThatWouldBreakTheHeadersIsRefused() {
    byte[] stored = proto("text/plain\r\nx-forged: 1").setTextData("a").build().toByteArray();
    assertThatThrownBy(() -> encode(EventEncoding.BINARY, Payload.wrap(stored)))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageContaining("text/plain\\u000d\\u000ax-forged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "data_base64", "Upper", "a b", "x-y", ""})
  void attributesThatCannotBeAreRefused(String name) {
    byte[] stored = proto().putAttributes(name, text("x")).build().toByteArray();
    for (EventEncoding encoding : EventEncoding.values()) {
      assertThatThrownBy(() -> encode(encoding, Payload.wrap(stored)))
          .isInstanceOf(MalformedEventException.class)
          .hasMessageContaining("attribute named '" + name + "'");
    }
  }

  @Test
  void noPrefixOfAnEventMakesTheReaderFailOtherwiseThanItSays() {
    byte[] stored = Deliveries.payload(FULL).toByteArray();
    int malformed = 0;
    for (int length = 0; length < stored.length; length++) {
      try {
        LegalEvent.read(Payload.wrap(Arrays.copyOf(stored, length)));
      } catch (MalformedEventException e) {
        malformed++;
      }
    }
    assertThat(malformed).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        " false ",
        "0",
        "-0.5e+10",
        "\"\\u00e4\\n\"",
        "[]",
        "[1,[2,{}]]",
        "{}",
        "{\"a\":{\"b\":[null]},\"c\":\"\"}",
        "\"\u00e4\ud83d\ude00\""
      })
  void whatJacksonReadsIsJson(String text) throws IOException {
    assertThat(JSON.readTree(text)).isNotNull();
    assertThat(JsonSyntax.isValue(bytes(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "tru",
        "truex",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "-",
        "NaN",
        "\"\n\"",
        "\"\\x\"",
        "\"\\u00g0\"",
        "\"\\",
        "[1,]",
        "[1",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{\"a\":1,}",
        "1 2",
        "\ufeff{}",
        "'a'",
        "[1}",
        "{\"a\":1]"
      })
  void whatIsNotJsonIsFound(String text) {
    assertThat(JsonSyntax.isValue(bytes(text))).isFalse();
  }

  @Test
  void whatReadersRefuseForItsSizeIsNotInlined() {
    String deep = "[".repeat(JsonSyntax.DEEPEST + 1) + "]".repeat(JsonSyntax.DEEPEST + 1);
    assertThat(JsonSyntax.isValue(bytes(deep))).isFalse();
    assertThat(JsonSyntax.isValue(bytes(deep.substring(1, deep.length() - 1)))).isTrue();
    assertThat(JsonSyntax.isValue(bytes("9".repeat(JsonSyntax.LONGEST_NUMBER + 1)))).isFalse();
    assertThat(JsonSyntax.isValue(new byte[] {'"', (byte) 0xff, '"'})).isFalse();
  }
}
