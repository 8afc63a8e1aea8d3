package io.durableemitter.core.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.wire.HeaderReader;
import io.durableemitter.api.internal.wire.UndecodablePayloadException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderReaderTest {

  private static final CloudEvent EVENT =
      CloudEvent.newBuilder()
          .setId("i-1")
          .setSource("söurce")
          .setSpecVersion("1.0")
          .setType("t")
          .putAttributes("a", CloudEventAttributeValue.newBuilder().setCeString("x").build())
          .putAttributes("b", CloudEventAttributeValue.newBuilder().setCeInteger(-1).build())
          .setTextData("body")
          .build();

  @Test
  void readsIdSourceAndType() {
    assertThat(HeaderReader.read(payload(EVENT))).isEqualTo(new EventHeader("i-1", "söurce", "t"));
  }

  @Test
  void theLastValueOfAFieldWinsAsInAnyParser() {
    byte[] twice =
        ByteString.copyFrom(EVENT.toByteArray())
            .concat(ByteString.copyFrom(CloudEvent.newBuilder().setId("i-2").build().toByteArray()))
            .toByteArray();
    assertThat(HeaderReader.read(Payload.wrap(twice)).id()).isEqualTo("i-2");
  }

  @Test
  void aRowWithoutASourceAsTheGoPackageStoresThemIsAnEvent() {
    CloudEvent event = EVENT.toBuilder().clearSource().build();
    assertThat(HeaderReader.read(payload(event))).isEqualTo(new EventHeader("i-1", "", "t"));
  }

  @Test
  void saysWhatIsWrongWithARow() {
    assertUndecodable(new byte[0], "lacks id or type");
    assertUndecodable(EVENT.toBuilder().clearId().build().toByteArray(), "lacks id");
    assertUndecodable(new byte[] {0}, "illegal field number");
    assertUndecodable(new byte[] {0x0a, 5, 'x'}, "ends inside a field");
    assertUndecodable(new byte[] {0x0a, (byte) 0x80}, "ends inside a number");
    assertUndecodable(new byte[] {0x0a, 1, (byte) 0xff}, "not UTF-8");
    assertUndecodable(new byte[] {0x0f}, "unknown wire type");
  }

  @Test
  void whatItAcceptsAParserAcceptsToo() {
    Random random = new Random(20260101);
    byte[] good = EVENT.toByteArray();
    int accepted = 0;
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = good.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        EventHeader header = HeaderReader.read(Payload.wrap(bytes));
        CloudEvent parsed = CloudEvent.parseFrom(bytes);
        assertThat(header)
            .isEqualTo(new EventHeader(parsed.getId(), parsed.getSource(), parsed.getType()));
        accepted++;
      } catch (UndecodablePayloadException expected) {
        assertThat(expected).hasMessageStartingWith("the stored payload is not a CloudEvent");
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("accepted what a parser refuses: " + e.getMessage(), e);
      }
    }
    assertThat(accepted).as("most changes hit text and stay legal").isGreaterThan(20_000);
  }

  private static Payload payload(CloudEvent event) {
    return Payload.wrap(event.toByteArray());
  }

  private static void assertUndecodable(byte[] bytes, String message) {
    assertThatThrownBy(() -> HeaderReader.read(Payload.wrap(bytes)))
        .isInstanceOf(UndecodablePayloadException.class)
        .hasMessageContaining(message);
  }
}
