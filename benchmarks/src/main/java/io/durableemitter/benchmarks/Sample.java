package io.durableemitter.benchmarks;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.protobuf.ProtobufFormat;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.Random;

/** The event that all send, as the emitter would have stored it. */
public final class Sample {

  private static final String ID = "0190a0c4-7f2e-7c55-8d3a-3c1f0f6c2a11";
  private static final String SOURCE = "https://shop.example.org/orders";
  private static final String TYPE = "org.example.order.placed";

  /** Its id, source and type. */
  public static final EventHeader HEADER = new EventHeader(ID, SOURCE, TYPE);

  private Sample() {}

  /** Stored bytes of one with 512 bytes of data. */
  public static Payload payload() {
    return payload(512);
  }

  /** Stored bytes of one with so many bytes of data. */
  public static Payload payload(int size) {
    byte[] data = new byte[size];
    new Random(1).nextBytes(data);
    return Payload.wrap(
        new ProtobufFormat()
            .serialize(
                CloudEventBuilder.v1()
                    .withId(ID)
                    .withSource(URI.create(SOURCE))
                    .withType(TYPE)
                    .withTime(OffsetDateTime.parse("2026-11-28T12:00:00.123Z"))
                    .withSubject("order-1")
                    .withExtension("recordedtime", OffsetDateTime.parse("2026-11-28T12:00:00.125Z"))
                    .withExtension("emitter", "DurableEmitter")
                    .withExtension("idempotencykey", ID)
                    .withData("application/octet-stream", data)
                    .build()));
  }
}
