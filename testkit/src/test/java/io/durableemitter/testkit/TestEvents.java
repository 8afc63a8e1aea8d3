package io.durableemitter.testkit;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.protobuf.ProtobufFormat;
import io.durableemitter.api.Payload;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Events for tests. */
final class TestEvents {

  private TestEvents() {}

  static CloudEvent event(String id) {
    return builder(id).build();
  }

  static CloudEventBuilder builder(String id) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("billing"))
        .withType("invoice.paid")
        .withSubject("invoice " + id)
        .withData(
            "application/json",
            ("{\"id\": \"" + id + "\", \"cents\": 4200}").getBytes(StandardCharsets.UTF_8));
  }

  static Payload payload(CloudEvent event) {
    return Payload.wrap(new ProtobufFormat().serialize(event));
  }
}
