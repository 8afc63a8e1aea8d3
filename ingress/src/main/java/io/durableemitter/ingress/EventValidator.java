package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import java.util.Optional;

/** What a CloudEvent must have (CloudEvents 1.0). */
final class EventValidator {

  private EventValidator() {}

  /** What is wrong with an event, empty if nothing. */
  static Optional<String> fault(CloudEvent event) {
    if (event.getId().isEmpty()) {
      return Optional.of("id is empty");
    }
    if (event.getSource().isEmpty()) {
      return Optional.of("source is empty");
    }
    if (event.getType().isEmpty()) {
      return Optional.of("type is empty");
    }
    if (!event.getSpecVersion().equals("1.0")) {
      return Optional.of("spec_version is not 1.0");
    }
    return event.getAttributesMap().keySet().stream()
        .filter(name -> !isLegal(name))
        .findFirst()
        .map(name -> "an attribute name is not made of a-z and 0-9");
  }

  private static boolean isLegal(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }
}
