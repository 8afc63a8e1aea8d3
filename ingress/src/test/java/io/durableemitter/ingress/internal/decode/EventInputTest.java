package io.durableemitter.ingress.internal.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.api.internal.text.HexDump;
import io.durableemitter.api.internal.wire.DataView.Kind;
import io.durableemitter.api.internal.wire.StoredEvent;
import io.durableemitter.api.internal.wire.WireListing;
import io.durableemitter.proto.CloudEventBatch;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Events in each form in which somebody may have them, and what is none of them. */
class EventInputTest {

  private static final CloudEvent EVENT =
      CloudEvent.newBuilder()
          .setSpecVersion("1.0")
          .setId("i-1")
          .setSource("söurce")
          .setType("t")
          .putAttributes(
              "datacontenttype",
              CloudEventAttributeValue.newBuilder().setCeString("application/json").build())
          .setBinaryData(ByteString.copyFromUtf8("{\"n\":1.50,\"s\":\"ä\"}"))
          .build();
  private static final byte[] BYTES = EVENT.toByteArray();

  private static DecodedData decoded(StoredEvent event) {
    return DecodedData.of(event, Optional.empty());
  }

  private static void assertIsTheEvent(byte[] input) {
    List<StoredEvent> events = EventInput.read(input);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).attributes())
        .containsEntry("id", "i-1")
        .containsEntry("source", "söurce")
        .containsEntry("datacontenttype", "application/json");
    assertThat(decoded(events.get(0)).kind()).isEqualTo(Kind.JSON);
    assertThat(decoded(events.get(0)).json()).hasToString("{\"n\":1.50,\"s\":\"ä\"}");
  }

  @Test
  void anEventIsReadFromItsBytesAndFromHexAndBase64OfThem() {
    assertIsTheEvent(BYTES);
    String hex = HexFormat.of().formatHex(BYTES);
    assertIsTheEvent((hex + "\n").getBytes(UTF_8));
    assertIsTheEvent(("\\x" + hex.toUpperCase(Locale.ROOT)).getBytes(UTF_8));
    assertIsTheEvent((" " + Base64.getEncoder().encodeToString(BYTES) + "\n").getBytes(UTF_8));
    assertIsTheEvent(Base64.getUrlEncoder().encodeToString(BYTES).getBytes(UTF_8));
    assertThat(EventInput.ofPayload(BYTES).attributes()).containsEntry("id", "i-1");
  }

  @Test
  void anEventIsReadFromJsonWithItsDataAsItIs() {
    assertIsTheEvent(
        """
        {"specversion":"1.0","id":"i-1","source":"söurce","type":"t",
         "datacontenttype":"application/json","data":{"n":1.50,"s":"ä"}}
        """
            .getBytes(UTF_8));
    StoredEvent text =
        EventInput.read(
                """
                {"specversion":"1.0","id":"a","source":"s","type":"t","n":7,
                 "datacontenttype":"text/plain","data":"x\\ny"}
                """
                    .getBytes(UTF_8))
            .get(0);
    assertThat(text.attributes().get("n")).hasToString("7");
    assertThat(decoded(text).lines()).containsExactly("x", "y");
    StoredEvent bytes =
        EventInput.read(
                """
                {"specversion":"1.0","id":"a","source":"s","type":"t","data_base64":"/wA="}
                """
                    .getBytes(UTF_8))
            .get(0);
    assertThat(decoded(bytes).kind()).isEqualTo(Kind.BYTES);
    assertThat(HexDump.of(bytes.dataOrEmpty(), 1))
        .containsExactly(
            "00000000  ff                                               |.|",
            "... and 1 bytes more");
  }

  @Test
  void whatIsOddIsShownAndHidesNothing() {
    CloudEvent odd =
        EVENT.toBuilder()
            .putAttributes("id", CloudEventAttributeValue.newBuilder().setCeString("no").build())
            .putAttributes(
                "time",
                CloudEventAttributeValue.newBuilder()
                    .setCeTimestamp(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                    .build())
            .clearSpecVersion()
            .build();
    assertThat(EventInput.ofPayload(odd.toByteArray()).attributes())
        .containsEntry("id", "i-1")
        .containsEntry("attribute:id", "no")
        .containsEntry("time", "out of range: " + Long.MAX_VALUE + " s, 0 ns")
        .containsEntry("specversion", "");
  }

  @Test
  void batchesOfEachFormAreRead() {
    CloudEventBatch batch = CloudEventBatch.newBuilder().addEvents(EVENT).addEvents(EVENT).build();
    assertThat(EventInput.read(batch.toByteArray())).hasSize(2);
    String hex = HexFormat.of().formatHex(BYTES);
    String base64 = Base64.getEncoder().encodeToString(BYTES);
    assertThat(EventInput.read((hex + "\n\n" + base64).getBytes(UTF_8))).hasSize(2);
    String json = "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"s\",\"type\":\"t\"}";
    assertThat(EventInput.read((json + "\n" + json).getBytes(UTF_8))).hasSize(2);
    assertThat(EventInput.read(("[" + json + "," + json + "]").getBytes(UTF_8))).hasSize(2);
    assertThat(decoded(EventInput.read(json.getBytes(UTF_8)).get(0)).kind()).isEqualTo(Kind.EMPTY);
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() {
    refused(new byte[0], "the input is empty");
    refused(new byte[] {0x0a, 5, 'x'}, "it ends inside a field, at byte 2");
    refused(new byte[] {0x0a, 1, 'x', (byte) 0x80}, "it ends inside a number, at byte 4");
    refused(new byte[] {0x0a, 1, (byte) 0xff}, "text that is not UTF-8, at byte 2");
    refused(new byte[] {7}, "an illegal field number, at byte 0");
    refused(new byte[] {0x0f}, "an unknown wire type, at byte 1");
    refused("abcde".getBytes(UTF_8), "begins at byte 0 is neither hex nor whole base64");
    refused("0a0169\nnot this".getBytes(UTF_8), "lacks id or type");
    refused("some text".getBytes(UTF_8), "at byte 0 is neither JSON nor hex nor base64");
    refused("{\"id\":1,]".getBytes(UTF_8), "begins as JSON and is none");
    refused("{\"id\":1,]".getBytes(UTF_8), "at byte 8");
    refused("[]".getBytes(UTF_8), "an empty array");
    refused("{\"specversion\":\"1.0\",\"id\":\"a\"}".getBytes(UTF_8), "it has no text 'source'");
    refused(new byte[EventInput.LONGEST + 1], "more than 10485760 bytes (10 MiB)");
  }

  private static void refused(byte[] input, String message) {
    assertThatThrownBy(() -> EventInput.read(input))
        .isInstanceOf(UndecodableInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void fieldsWithoutDescriptorsAreListedByNumberWithWhatTheyCouldBe() {
    CloudEvent inner = CloudEvent.newBuilder().setId("in\tner").setType("t").build();
    CloudEvent outer =
        EVENT.toBuilder()
            .clearAttributes()
            .setProtoData(
                Any.newBuilder().setTypeUrl("x.y/shop.Order").setValue(inner.toByteString()))
            .build();
    StoredEvent event = EventInput.read(outer.toByteArray()).get(0);
    assertThat(event.messageType()).isEqualTo("shop.Order");
    assertThat(decoded(event).kind()).isEqualTo(Kind.FIELDS);
    assertThat(decoded(event).lines())
        .containsExactly("1: 6 bytes, text \"in\tner\"", "4: 1 bytes, text \"t\"");
    byte[] numbers =
        HexFormat.of().parseHex("089601" + "150000803f" + "1900000000000000c0" + "2202ff01");
    assertThat(WireListing.of(numbers).orElseThrow())
        .containsExactly(
            "1: varint 150",
            "2: 32-bit 0x3f800000 (float 1.0)",
            "3: 64-bit 0xc000000000000000 (double -2.0)",
            "4: 2 bytes, not text");
    assertThat(WireListing.of(new byte[] {7, 7})).isEmpty();
  }

  @Test
  void listingsAreBoundedAndNoBytesMakeThemThrow() {
    byte[] many = new byte[1 << 20];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = 8;
    }
    assertThat(WireListing.of(many).orElseThrow()).hasSize(1_001);
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      assertThat(WireListing.of(bytes).map(List::size).orElse(0)).isLessThan(200);
      try {
        EventInput.read(bytes).forEach(EventInputTest::decoded);
      } catch (UndecodableInputException e) {
        assertThat(e.getMessage()).containsAnyOf("byte", "empty").doesNotContain(": null");
      }
    }
  }
}
