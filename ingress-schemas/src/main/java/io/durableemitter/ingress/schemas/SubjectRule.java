package io.durableemitter.ingress.schemas;

import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.durableemitter.api.internal.text.ForeignText;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says under which subject the schema of an event is registered. Immutable. */
record SubjectRule(String template) {

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern RULE = Pattern.compile("(?:[^{}]|\\{[a-z0-9]+})+");
  private static final int LONGEST_SHOWN = 200;

  SubjectRule {
    if (!RULE.matcher(template).matches()) {
      throw new IllegalArgumentException(
          "the rule of subjects must be a text with attributes in braces, such as {source}-{type},"
              + " but is '"
              + ForeignText.oneLine(template, LONGEST_SHOWN)
              + "'");
    }
  }

  /** Empty if the event lacks an attribute. */
  Optional<String> of(CloudEvent event) {
    Matcher place = PLACE.matcher(template);
    StringBuilder subject = new StringBuilder();
    int done = 0;
    while (place.find()) {
      Optional<String> value = attribute(event, place.group(1));
      if (value.isEmpty()) {
        return value;
      }
      subject.append(template, done, place.start()).append(value.get());
      done = place.end();
    }
    return Optional.of(subject.append(template, done, template.length()).toString());
  }

  private static Optional<String> attribute(CloudEvent event, String name) {
    String text =
        switch (name) {
          case "source" -> event.getSource();
          case "type" -> event.getType();
          case "id" -> event.getId();
          default -> text(event, name).orElse("");
        };
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** An attribute that is a text or a number. */
  static Optional<String> text(CloudEvent event, String name) {
    CloudEventAttributeValue value =
        event.getAttributesOrDefault(name, CloudEventAttributeValue.getDefaultInstance());
    return switch (value.getAttrCase()) {
      case CE_STRING -> Optional.of(value.getCeString());
      case CE_URI -> Optional.of(value.getCeUri());
      case CE_URI_REF -> Optional.of(value.getCeUriRef());
      case CE_INTEGER -> Optional.of(String.valueOf(value.getCeInteger()));
      case CE_BOOLEAN, CE_BYTES, CE_TIMESTAMP, ATTR_NOT_SET -> Optional.empty();
    };
  }
}
