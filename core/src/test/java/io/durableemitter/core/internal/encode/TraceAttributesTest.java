package io.durableemitter.core.internal.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.api.TraceContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The attributes of a trace, in bytes that anybody may have written. */
class TraceAttributesTest {

  private static final EventHeader HEADER = new EventHeader("A1", "s", "t");

  @Test
  void whatIsWrittenIsTheseBytesAfterThoseThatWereThere() {
    EncodedEvent event = new EncodedEvent(HEADER, Payload.wrap(plain().build().toByteArray()));
    byte[] before = event.payload().toByteArray();
    EncodedEvent written = TraceAttributes.write(event, "00-a", "b=c");
    byte[] after = written.payload().unsafeBytes();

    assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
    // as in GoldenVectorTest: field 5, a map entry of a name and of a value that is a string
    assertThat(HexFormat.of().formatHex(after, before.length, after.length))
        .isEqualTo(
            ("2a 15 0a 0b 74 72 61 63 65 70 61 72 65 6e 74 12 06 1a 04 30 30 2d 61"
                    + " 2a 13 0a 0a 74 72 61 63 65 73 74 61 74 65 12 05 1a 03 62 3d 63")
                .replace(" ", ""));
    assertThat(TraceAttributes.find(written).event()).isEqualTo(written);
    assertThat(TraceAttributes.find(written).given()).isTrue();
    assertThat(TraceAttributes.find(event).given()).isFalse();
  }

  @Test
  void theTimeIsThatOfTheEventUnlessItIsNone() {
    assertThat(traceOf(recorded(1, 2)).emittedAt()).isEqualTo(Instant.ofEpochSecond(1, 2));
    assertThat(traceOf(recorded(Long.MAX_VALUE, 0)).emittedAt()).isEqualTo(Instant.EPOCH);
    assertThat(traceOf(recorded(1, -1)).emittedAt()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void bytesThatAreNoEventHaveNoTrace() {
    byte[] whole =
        plain()
            .putAttributes(
                "traceparent", CloudEventAttributeValue.newBuilder().setCeString("00-a").build())
            .putAllAttributes(recorded(1, 2).getAttributesMap())
            .build()
            .toByteArray();
    for (int length = 0; length < whole.length; length++) {
      assertThat(traceOf(Arrays.copyOf(whole, length))).isNotNull();
    }
    Random chance = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      damaged[chance.nextInt(damaged.length)] = (byte) chance.nextInt();
      assertThat(traceOf(damaged).traceparent().length()).isLessThanOrEqualTo(128);
    }
  }

  private static CloudEvent.Builder plain() {
    return CloudEvent.newBuilder().setId("A1").setSource("s").setType("t").setTextData("text");
  }

  private static CloudEvent recorded(long seconds, int nanos) {
    return plain()
        .putAttributes(
            "recordedtime",
            CloudEventAttributeValue.newBuilder()
                .setCeTimestamp(Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos))
                .build())
        .build();
  }

  private static TraceContext traceOf(CloudEvent event) {
    return traceOf(event.toByteArray());
  }

  private static TraceContext traceOf(byte[] bytes) {
    return TraceAttributes.find(new EncodedEvent(HEADER, Payload.wrap(bytes)))
        .event()
        .header()
        .trace();
  }
}
