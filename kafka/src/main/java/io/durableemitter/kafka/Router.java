package io.durableemitter.kafka;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.api.internal.text.ForeignText;
import java.util.Optional;
import java.util.regex.Pattern;

/** Applies the rules for topic and key. Safe for concurrent use if the rules' functions are. */
final class Router {

  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final int LONGEST_SHOWN = 300;

  private final EventRule topic;
  private final Optional<EventRule> key;
  private final Verdicts verdicts;

  Router(EventRule topic, Optional<EventRule> key, Verdicts verdicts) {
    this.topic = topic;
    this.key = key;
    this.verdicts = verdicts;
  }

  /** Fails if a rule can be right for no event. */
  static void check(EventRule topic) {
    if (topic.isOptional()) {
      throw new IllegalArgumentException(
          "the topic rule "
              + topic
              + " must not be optional: every event needs a topic; leave out optional()");
    }
    topic
        .fixed()
        .filter(name -> !isLegal(name))
        .ifPresent(
            name -> {
              throw new IllegalArgumentException("the topic " + notLegal(name));
            });
  }

  Route route(EventAttributes event) {
    Optional<String> name;
    Optional<String> keyText;
    try {
      name = topic.apply(event);
      keyText = key.flatMap(rule -> rule.apply(event));
    } catch (RuntimeException e) {
      return refused(KafkaRejection.RULE_FAILED, "the function of a rule threw " + ErrorText.of(e));
    }
    if (name.isEmpty()) {
      return refused(KafkaRejection.NO_TOPIC, "the topic rule " + topic + yieldsNothing(event));
    }
    if (!isLegal(name.get())) {
      return refused(
          KafkaRejection.INVALID_TOPIC,
          "the topic rule "
              + topic
              + " yields a name that Kafka does not allow: "
              + notLegal(name.get()));
    }
    if (keyText.isEmpty() && key.isPresent() && !key.get().isOptional()) {
      return refused(KafkaRejection.NO_KEY, "the key rule " + key.get() + yieldsNothing(event));
    }
    return new Route.To(name.get(), keyText);
  }

  private static String yieldsNothing(EventAttributes event) {
    return " yields nothing: the event has the attributes "
        + ForeignText.oneLine(String.join(", ", event.names()), LONGEST_SHOWN);
  }

  private Route refused(KafkaRejection code, String reason) {
    return new Route.Refused(verdicts.rejected(code, reason));
  }

  private static boolean isLegal(String name) {
    return TOPIC.matcher(name).matches() && !name.equals(".") && !name.equals("..");
  }

  private static String notLegal(String name) {
    return "'"
        + ForeignText.oneLine(name, LONGEST_SHOWN)
        + "' must be 1 to 249 letters, digits, '.', '_' and '-', and not '.' or '..'";
  }
}
