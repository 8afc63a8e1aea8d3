package io.durableemitter.ingress;

import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a CloudEvent must have (CloudEvents 1.0), and how much it may have of it. */
final class EventValidator {

  private static final Set<String> FIELDS = Set.of("specversion", "id", "source", "type", "data");

  private final IngressLimits limits;

  EventValidator(IngressLimits limits) {
    this.limits = limits;
  }

  /** What is wrong with an event, empty if nothing; never its content, which may be anything. */
  Optional<String> fault(CloudEvent event) {
    if (!event.getSpecVersion().equals("1.0")) {
      return Optional.of("spec_version is not 1.0");
    }
    return required("id", event.getId())
        .or(() -> required("source", event.getSource()))
        .or(() -> required("type", event.getType()))
        .or(() -> attributes(event.getAttributesMap()));
  }

  private Optional<String> required(String name, String value) {
    if (value.isEmpty()) {
      return Optional.of(name + " is empty");
    }
    if (value.length() > limits.request().maxAttributeBytes()) {
      return Optional.of(
          name + " is longer than " + limits.request().maxAttributeBytes() + " characters");
    }
    return value.chars().anyMatch(Character::isISOControl)
        ? Optional.of(name + " has a control character")
        : Optional.empty();
  }

  private Optional<String> attributes(Map<String, CloudEventAttributeValue> attributes) {
    if (attributes.size() > limits.request().maxAttributesPerEvent()) {
      return Optional.of(
          "there are more than " + limits.request().maxAttributesPerEvent() + " attributes");
    }
    return attributes.entrySet().stream()
        .flatMap(entry -> attribute(entry.getKey(), entry.getValue()).stream())
        .findFirst();
  }

  private Optional<String> attribute(String name, CloudEventAttributeValue value) {
    if (!isLegal(name)) {
      return Optional.of("an attribute name is not made of a-z and 0-9");
    }
    if (FIELDS.contains(name)) {
      return Optional.of("an attribute has the name of a field: " + name);
    }
    if (name.length() > limits.request().maxAttributeNameLength()) {
      return Optional.of(
          "an attribute name is longer than "
              + limits.request().maxAttributeNameLength()
              + " characters");
    }
    return value.getSerializedSize() > limits.request().maxAttributeBytes()
        ? Optional.of(
            "the value of an attribute is larger than "
                + limits.request().maxAttributeBytes()
                + " bytes")
        : Optional.empty();
  }

  private static boolean isLegal(String name) {
    return !name.isEmpty()
        && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }
}
