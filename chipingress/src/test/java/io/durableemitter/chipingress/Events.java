package io.durableemitter.chipingress;

import com.google.protobuf.ByteString;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Events for tests. */
final class Events {

  private Events() {}

  static CloudEvent event(String id, int dataBytes) {
    return event(id, "source", "type", dataBytes);
  }

  static CloudEvent event(String id, String source, String type, int dataBytes) {
    return CloudEvent.newBuilder()
        .setId(id)
        .setSource(source)
        .setSpecVersion("1.0")
        .setType(type)
        .putAttributes("emitter", CloudEventAttributeValue.newBuilder().setCeString("x").build())
        .setBinaryData(ByteString.copyFrom(new byte[dataBytes]))
        .build();
  }

  static CloudEvent random(Random random) {
    CloudEvent.Builder event =
        CloudEvent.newBuilder()
            .setId("id-" + random.nextInt())
            .setSource("source-" + random.nextInt(3))
            .setSpecVersion("1.0")
            .setType("type-" + random.nextInt(3));
    for (int i = random.nextInt(4); i > 0; i--) {
      event.putAttributes(
          "a" + random.nextInt(9),
          CloudEventAttributeValue.newBuilder().setCeInteger(random.nextInt()).build());
    }
    if (random.nextInt(4) == 0) {
      event.putAttributes("seqnum", seqNum(random.nextInt(1000)));
    }
    byte[] data = new byte[random.nextInt(random.nextInt(20) == 0 ? 70_000 : 300)];
    random.nextBytes(data);
    return event.setBinaryData(ByteString.copyFrom(data)).build();
  }

  static CloudEventAttributeValue seqNum(long number) {
    return CloudEventAttributeValue.newBuilder().setCeString(Long.toString(number)).build();
  }

  static Message message(CloudEvent event) {
    return message(event, 1);
  }

  static Message message(CloudEvent event, long seqNum) {
    return Message.numbered(header(event), payload(event), seqNum, result -> {});
  }

  static EventHeader header(CloudEvent event) {
    return new EventHeader(event.getId(), event.getSource(), event.getType());
  }

  static Payload payload(CloudEvent event) {
    return Payload.wrap(event.toByteArray());
  }

  static List<CloudEvent> some(int count, int dataBytes) {
    return new ArrayList<>(
        IntStream.range(0, count).mapToObj(i -> event("id-" + i, dataBytes)).toList());
  }
}
