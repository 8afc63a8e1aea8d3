package io.durableemitter.kafka;

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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Hands events to a transport, and knows their results. */
final class Deliveries {

  private final BatchEmitter transport;
  private final Map<String, CompletableFuture<DeliveryResult>> results = new ConcurrentHashMap<>();

  Deliveries(BatchEmitter transport) {
    this.transport = transport;
  }

  static CloudEventBuilder event(String id) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("shop"))
        .withType("order.placed")
        .withData("text/plain", id.getBytes(StandardCharsets.UTF_8));
  }

  static Payload payload(CloudEvent event) {
    return Payload.wrap(new ProtobufFormat().serialize(event));
  }

  void send(CloudEvent event) {
    send(event.getId(), payload(event));
  }

  void send(String id) {
    send(event(id).build());
  }

  void send(String id, Payload payload) {
    assertThat(offer(id, payload)).isEqualTo(EnqueueResult.ACCEPTED);
  }

  EnqueueResult offer(String id, Payload payload) {
    CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
    results.put(id, result);
    return transport.queueMessage(
        new EventHeader(id, "shop", "order.placed"), payload, result::complete);
  }

  DeliveryResult result(String id) throws Exception {
    return future(id).get(60, TimeUnit.SECONDS);
  }

  boolean isAnswered(String id) {
    return future(id).isDone();
  }

  private CompletableFuture<DeliveryResult> future(String id) {
    return Objects.requireNonNull(results.get(id), id);
  }

  /** All that were sent, delivered. */
  void assertDelivered() throws Exception {
    for (String id : results.keySet()) {
      assertThat(result(id)).as(id).isEqualTo(DeliveryResult.delivered());
    }
  }
}
