package io.durableemitter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.protobuf.ProtobufFormat;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.EnqueueResult;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Hands events over and waits for what becomes of them. */
final class Deliveries {

  static final String SOURCE = "shop";
  static final String TYPE = "order.placed";

  private Deliveries() {}

  static Payload payload(CloudEvent event) {
    return Payload.wrap(new ProtobufFormat().serialize(event));
  }

  static CloudEvent event(String id) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create(SOURCE))
        .withType(TYPE)
        .withData(
            "application/json", ("{\"order\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8))
        .build();
  }

  static CompletableFuture<DeliveryResult> offer(BatchEmitter transport, String id) {
    return offer(transport, id, payload(event(id)));
  }

  static CompletableFuture<DeliveryResult> offer(
      BatchEmitter transport, String id, Payload payload) {
    CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    assertThat(transport.queueMessage(new EventHeader(id, SOURCE, TYPE), payload, result::complete))
        .isEqualTo(EnqueueResult.ACCEPTED);
    return result;
  }

  static DeliveryResult await(CompletableFuture<DeliveryResult> result) throws Exception {
    return result.get(30, TimeUnit.SECONDS);
  }

  static DeliveryResult send(BatchEmitter transport, String id) throws Exception {
    return await(offer(transport, id));
  }

  /** Offered before the workers can take any, so that they are one batch: {@code event-0} on. */
  static List<CompletableFuture<DeliveryResult>> offerAll(BatchEmitter transport, int count) {
    return IntStream.range(0, count).mapToObj(i -> offer(transport, "event-" + i)).toList();
  }
}
