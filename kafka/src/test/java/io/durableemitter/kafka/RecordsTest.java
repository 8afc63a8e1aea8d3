package io.durableemitter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.api.Payload;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Records written from stored bytes are those that the SDK of CloudEvents writes and reads. */
class RecordsTest {

  private static final CloudEvent FULL =
      CloudEventBuilder.v1()
          .withId("id-\u00e4\u20ac")
          .withSource(URI.create("https://shop.example.org/orders"))
          .withType("order.placed")
          .withSubject("order 1")
          .withTime(OffsetDateTime.parse("2026-11-28T12:00:00.123456Z"))
          .withDataSchema(URI.create("https://schemas.example.org/order"))
          .withExtension("partitionkey", "customer-7")
          .withExtension("urgent", true)
          .withExtension("attempt", 42)
          .withExtension("recordedtime", OffsetDateTime.parse("2026-11-28T12:00:00.5Z"))
          .withExtension("link", URI.create("https://example.org/a"))
          .withData("application/json", "{\"a\":1}".getBytes(StandardCharsets.UTF_8))
          .build();

  @Test
  void theSdkReadsWhatIsWrittenInBinaryMode() throws Exception {
    CloudEvent read = read(ContentMode.BINARY, Deliveries.payload(FULL));
    assertThat(read.getId()).isEqualTo(FULL.getId());
    assertThat(read.getSource()).isEqualTo(FULL.getSource());
    assertThat(read.getType()).isEqualTo(FULL.getType());
    assertThat(read.getSubject()).isEqualTo(FULL.getSubject());
    assertThat(read.getTime()).isEqualTo(FULL.getTime());
    assertThat(read.getDataSchema()).isEqualTo(FULL.getDataSchema());
    assertThat(read.getDataContentType()).isEqualTo(FULL.getDataContentType());
    assertThat(read.getData().toBytes()).isEqualTo(FULL.getData().toBytes());
    assertThat(read.getExtensionNames()).isEqualTo(FULL.getExtensionNames());
  }

  @Test
  void theSdkWritesTheSameInBinaryMode() throws Exception {
    ProducerRecord<byte[], byte[]> ours = write(ContentMode.BINARY, Deliveries.payload(FULL));
    ProducerRecord<Void, byte[]> theirs =
        KafkaMessageFactory.createWriter("topic").writeBinary(FULL);
    assertThat(texts(ours.headers().toArray())).isEqualTo(texts(theirs.headers().toArray()));
    assertThat(ours.value()).isEqualTo(theirs.value());
  }

  @Test
  void theSdkReadsWhatIsWrittenInStructuredMode() throws Exception {
    CloudEvent read = read(ContentMode.STRUCTURED, Deliveries.payload(FULL));
    assertThat(read.getId()).isEqualTo(FULL.getId());
    assertThat(read.getExtension("urgent")).isEqualTo(true);
    assertThat(read.getExtension("attempt")).isEqualTo(42);
    assertThat(new String(read.getData().toBytes(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
  }

  @Test
  void aProtobufMessageIsItsOwnBytesInBothModes() throws Exception {
    byte[] message = {8, 1, 18, 2, 'o', 'k'};
    byte[] stored =
        proto()
            .putAttributes("datacontenttype", text("application/protobuf"))
            .setProtoData(
                Any.newBuilder().setTypeUrl("schema").setValue(ByteString.copyFrom(message)))
            .build()
            .toByteArray();
    for (ContentMode mode : ContentMode.values()) {
      CloudEvent read = read(mode, Payload.wrap(stored));
      assertThat(read.getData().toBytes()).as(mode.name()).isEqualTo(message);
      assertThat(read.getDataContentType()).isEqualTo("application/protobuf");
    }
  }

  @Test
  void anEventWithoutDataHasNoValue() throws Exception {
    assertThat(write(ContentMode.BINARY, Payload.wrap(proto().build().toByteArray())).value())
        .isNull();
  }

  @Test
  void textAndBytesOfAttributesAreWrittenAsTheSpecificationHasThem() throws Exception {
    byte[] stored =
        proto()
            .setTextData("hall\u00f6")
            .putAttributes(
                "digest",
                CloudEventAttributeValue.newBuilder()
                    .setCeBytes(ByteString.copyFrom(new byte[] {1, 2, 3}))
                    .build())
            .putAttributes("off", CloudEventAttributeValue.newBuilder().setCeBoolean(false).build())
            .putAttributes("minus", CloudEventAttributeValue.newBuilder().setCeInteger(-5).build())
            .build()
            .toByteArray();
    ProducerRecord<byte[], byte[]> written = write(ContentMode.BINARY, Payload.wrap(stored));
    assertThat(texts(written.headers().toArray()))
        .containsEntry("ce_digest", "AQID")
        .containsEntry("ce_off", "false")
        .containsEntry("ce_minus", "-5");
    assertThat(new String(written.value(), StandardCharsets.UTF_8)).isEqualTo("hall\u00f6");
  }

  @Test
  void theLastOfWhatIsThereTwiceCounts() throws Exception {
    byte[] once = proto().putAttributes("region", text("eu")).build().toByteArray();
    byte[] more =
        io.cloudevents.v1.proto.CloudEvent.newBuilder()
            .putAttributes("region", text("us"))
            .buildPartial()
            .toByteArray();
    byte[] both = Arrays.copyOf(once, once.length + more.length);
    System.arraycopy(more, 0, both, once.length, more.length);
    assertThat(texts(write(ContentMode.BINARY, Payload.wrap(both)).headers().toArray()))
        .containsEntry("ce_region", "us");
  }

  @Test
  void timesAreWrittenAsTheJdkWritesThem() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      long seconds = random.nextLong(-62_135_596_800L, 253_402_300_800L);
      int nanos = i % 3 == 0 ? 0 : random.nextInt(1_000) * (i % 2 == 0 ? 1_000_000 : 1_001);
      String expected =
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
              Instant.ofEpochSecond(seconds, nanos).atOffset(ZoneOffset.UTC));
      assertThat(new String(TimeText.of(seconds, nanos), StandardCharsets.US_ASCII))
          .isEqualTo(expected);
    }
    assertThatThrownBy(() -> TimeText.of(253_402_300_800L, 0))
        .isInstanceOf(DateTimeException.class);
  }

  @Test
  void namesAreThoseThatWereWritten() {
    AttributeNames names = new AttributeNames();
    List<String> all = new ArrayList<>(List.of("", "\u00e4", "\u20ac\u20ac", "x".repeat(100)));
    IntStream.range(0, 1_000).forEach(i -> all.add("name" + i));
    for (int round = 0; round < 2; round++) {
      for (String name : all) {
        assertThat(names.of(name.getBytes(StandardCharsets.UTF_8))).isEqualTo(name);
      }
    }
    byte[] once = "partitionkey".getBytes(StandardCharsets.UTF_8);
    assertThat(names.of(once)).isSameAs(names.of(once.clone()));
  }

  @Test
  void noPrefixOfAnEventMakesTheReaderFailOtherwiseThanItSays() {
    byte[] stored = Deliveries.payload(FULL).toByteArray();
    int malformed = 0;
    for (int length = 0; length < stored.length; length++) {
      try {
        StoredEventReader.read(Payload.wrap(Arrays.copyOf(stored, length)));
      } catch (MalformedEventException e) {
        malformed++;
      }
    }
    assertThat(malformed).isPositive();
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

  private static ProducerRecord<byte[], byte[]> write(ContentMode mode, Payload stored)
      throws Exception {
    return RecordWriter.of(mode).write(StoredEventReader.read(stored), stored, "topic", null);
  }

  private static CloudEvent read(ContentMode mode, Payload stored) throws Exception {
    ProducerRecord<byte[], byte[]> written = write(mode, stored);
    return KafkaMessageFactory.createReader(
            new RecordHeaders(written.headers().toArray()), written.value())
        .toEvent();
  }

  private static Map<String, String> texts(Header[] headers) {
    return Arrays.stream(headers)
        .collect(
            Collectors.toMap(
                Header::key,
                header -> new String(header.value(), StandardCharsets.UTF_8),
                (one, other) -> other,
                TreeMap::new));
  }
}
