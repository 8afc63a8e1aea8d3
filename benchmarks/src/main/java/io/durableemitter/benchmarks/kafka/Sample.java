package io.durableemitter.benchmarks.kafka;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.protobuf.ProtobufFormat;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Random;

/** The event that all send, as the emitter would have stored it: 512 bytes of data. */
final class Sample {

  static final EventHeader HEADER = new EventHeader("id", "https://shop.example.org/orders", "t");

  private Sample() {}

  static Payload payload() {
    byte[] data = new byte[512];
    new Random(1).nextBytes(data);
    return Payload.wrap(
        new ProtobufFormat()
            .serialize(
                CloudEventBuilder.v1()
                    .withId("0190a0c4-7f2e-7c55-8d3a-3c1f0f6c2a11")
                    .withSource(URI.create("https://shop.example.org/orders"))
                    .withType("org.example.order.placed")
                    .withTime(OffsetDateTime.parse("2026-11-28T12:00:00.123Z"))
                    .withSubject("order-1")
                    .withExtension("recordedtime", OffsetDateTime.parse("2026-11-28T12:00:00.125Z"))
                    .withExtension("emitter", "DurableEmitter")
                    .withExtension("idempotencykey", "0190a0c4-7f2e-7c55-8d3a-3c1f0f6c2a11")
                    .withData("application/octet-stream", data)
                    .build()));
  }
}
