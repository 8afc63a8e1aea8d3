package io.durableemitter.chipingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.cloudevents.v1.proto.CloudEvent;
import io.durableemitter.proto.CloudEventBatch;
import io.durableemitter.proto.PublishOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncodedBatchTest {

  @Test
  void theBytesAreTheseAndNoOthers() throws IOException {
    CloudEvent event = CloudEvent.newBuilder().setId("i").build();
    EncodedBatch batch = new EncodedBatch(List.of(Events.message(event, 42)), true);
    assertThat(HexFormat.of().formatHex(drain(batch)))
        .isEqualTo(
            "0a13" // event
                + "0a0169" // id
                + "2a0e" // attributes entry
                + "0a067365716e756d" // key seqnum
                + "1204" // value
                + "1a023432" // ce_string 42
                + "12020801"); // options: transaction_enabled
  }

  @Test
  void equalsWhatGeneratedClassesWriteAndParsesBack() throws IOException {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      boolean transactional = random.nextBoolean();
      List<CloudEvent> events = new ArrayList<>();
      List<Message> stamped = new ArrayList<>();
      List<CloudEvent> expected = new ArrayList<>();
      for (int i = 1 + random.nextInt(20); i > 0; i--) {
        CloudEvent event = Events.random(random);
        long number = Math.max(1, random.nextLong() >>> random.nextInt(64));
        events.add(event);
        stamped.add(Events.message(event, number));
        expected.add(event.toBuilder().putAttributes("seqnum", Events.seqNum(number)).build());
      }
      EncodedBatch batch = new EncodedBatch(stamped, transactional);
      byte[] bytes = drain(batch);

      assertThat(bytes).as("seed %s", seed).isEqualTo(generated(events, expected, transactional));
      CloudEventBatch parsed = CloudEventBatch.parseFrom(bytes);
      assertThat(parsed.getEventsList()).as("seed %s", seed).isEqualTo(expected);
      assertThat(parsed.getOptions().hasTransactionEnabled()).isTrue();
      assertThat(parsed.getOptions().getTransactionEnabled()).isEqualTo(transactional);
      assertThat(batch.size()).isEqualTo(bytes.length);
      assertThat((long) bytes.length)
          .isEqualTo(4 + stamped.stream().mapToLong(Message::wireSize).sum());
    }
  }

  /** The same bytes from generated classes: payload, then an event that has only the seqnum. */
  private static byte[] generated(
      List<CloudEvent> events, List<CloudEvent> stamped, boolean transactional) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int i = 0; i < events.size(); i++) {
      ByteArrayOutputStream event = new ByteArrayOutputStream();
      events.get(i).writeTo(event);
      CloudEvent.newBuilder()
          .putAttributes("seqnum", stamped.get(i).getAttributesOrThrow("seqnum"))
          .build()
          .writeTo(event);
      out.writeByteArray(CloudEventBatch.EVENTS_FIELD_NUMBER, event.toByteArray());
    }
    out.writeMessage(
        CloudEventBatch.OPTIONS_FIELD_NUMBER,
        PublishOptions.newBuilder().setTransactionEnabled(transactional).build());
    out.flush();
    return bytes.toByteArray();
  }

  @Test
  void readingAndDrainingGiveTheSameInAnyMixture() throws IOException {
    EncodedBatch batch =
        new EncodedBatch(
            Events.some(5, 100).stream().map(event -> Events.message(event, 1)).toList(), false);
    byte[] expected = drain(batch);

    EncodedBatchStream read = new EncodedBatchStream(batch);
    assertThat(read.available()).isEqualTo(expected.length);
    assertThat(read.readAllBytes()).isEqualTo(expected);
    assertThat(read.available()).isZero();

    EncodedBatchStream mixed = new EncodedBatchStream(batch);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(mixed.read());
    assertThat(mixed.available()).isEqualTo(expected.length - 1);
    assertThat(mixed.drainTo(bytes)).isEqualTo(expected.length - 1);
    assertThat(bytes.toByteArray()).isEqualTo(expected);

    EncodedBatchStream drained = new EncodedBatchStream(batch);
    drained.drainTo(new ByteArrayOutputStream());
    assertThat(drained.available()).isZero();
    assertThat(drained.read()).isEqualTo(-1);
    assertThat(drained.drainTo(new ByteArrayOutputStream())).isZero();
  }

  private static byte[] drain(EncodedBatch batch) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new EncodedBatchStream(batch).drainTo(out);
    return out.toByteArray();
  }
}
