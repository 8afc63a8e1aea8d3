package io.durableemitter.chaos.kafka;

import io.durableemitter.api.Event;

/** The events that are emitted; what each holds follows from its id. */
final class Events {

  static final String SOURCE = "chaos";
  static final String TYPE = "chaos.kafka";

  private static final String FILLER = "x".repeat(450);

  private Events() {}

  static Event event(int number) {
    String id = "event-" + number;
    return Event.of(SOURCE, TYPE).id(id).json(body(id));
  }

  static String body(String id) {
    return "{\"id\":\"" + id + "\",\"filler\":\"" + FILLER + "\"}";
  }
}
