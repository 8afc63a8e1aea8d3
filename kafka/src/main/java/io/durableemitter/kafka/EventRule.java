package io.durableemitter.kafka;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says which text an event yields: the name of its topic, or the key of its record. An event of
 * which a rule yields nothing is refused, unless the rule is {@link #optional()}. Immutable.
 */
public final class EventRule {

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+");
  private static final int LONGEST_SHOWN = 200;

  private final String description;
  private final Function<EventAttributes, Optional<String>> text;
  private final Optional<String> fixed;
  private final boolean optional;

  private EventRule(
      String description,
      Function<EventAttributes, Optional<String>> text,
      Optional<String> fixed,
      boolean optional) {
    this.description = description;
    this.text = text;
    this.fixed = fixed;
    this.optional = optional;
  }

  /**
   * Text in which each <code>{name}</code> stands for the attribute of that name: {@code orders},
   * <code>{type}</code>, <code>events.{region}.{type}</code>. Yields nothing if the event lacks one
   * of them.
   *
   * @param template the text
   * @return the rule
   * @throws IllegalArgumentException if the text is empty, or a name could not be one of
   *     CloudEvents
   */
  public static EventRule of(String template) {
    String shown = "'" + ForeignText.oneLine(template, LONGEST_SHOWN) + "'";
    if (template.isBlank()) {
      throw new IllegalArgumentException(
          "a rule must not be empty: give a text, such as orders, or {type} for an attribute");
    }
    List<Function<EventAttributes, Optional<String>>> parts = new ArrayList<>();
    Matcher place = PLACE.matcher(template);
    int end = 0;
    while (place.find()) {
      addText(parts, template.substring(end, place.start()), shown);
      String name = place.group(1);
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "the rule "
                + shown
                + " names the attribute '"
                + ForeignText.oneLine(name, LONGEST_SHOWN)
                + "', which no event can have: names have letters a to z and digits only");
      }
      parts.add(attributes -> attributes.attribute(name));
      end = place.end();
    }
    addText(parts, template.substring(end), shown);
    Optional<String> fixed = end == 0 ? Optional.of(template) : Optional.empty();
    return new EventRule(shown, attributes -> join(parts, attributes), fixed, false);
  }

  private static void addText(
      List<Function<EventAttributes, Optional<String>>> parts, String text, String shown) {
    if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw new IllegalArgumentException(
          "the rule " + shown + " has a brace without its partner; write {name} for an attribute");
    }
    if (!text.isEmpty()) {
      parts.add(attributes -> Optional.of(text));
    }
  }

  private static Optional<String> join(
      List<Function<EventAttributes, Optional<String>>> parts, EventAttributes attributes) {
    if (parts.size() == 1) {
      return parts.get(0).apply(attributes);
    }
    StringBuilder joined = new StringBuilder();
    for (Function<EventAttributes, Optional<String>> part : parts) {
      Optional<String> text = part.apply(attributes);
      if (text.isEmpty()) {
        return text;
      }
      joined.append(text.get());
    }
    return Optional.of(joined.toString());
  }

  /**
   * An attribute.
   *
   * @param name such as {@code type}, {@code source}, {@code subject} or {@code partitionkey}
   * @return the rule
   * @throws IllegalArgumentException if the name could not be one of CloudEvents
   */
  public static EventRule attribute(String name) {
    return of("{" + name + "}");
  }

  /**
   * The attribute {@code partitionkey}, which CloudEvents has for this.
   *
   * @return the rule
   */
  public static EventRule partitionKey() {
    return attribute("partitionkey");
  }

  /**
   * A function of the caller's. It runs on the transport's sending thread, so it must be quick.
   *
   * @param name what it is called in errors
   * @param function yields the text, or nothing; of an event for which it throws the delivery is
   *     put off
   * @return the rule
   */
  public static EventRule function(
      String name, Function<EventAttributes, Optional<String>> function) {
    return new EventRule(
        "'" + ForeignText.oneLine(name, LONGEST_SHOWN) + "'", function, Optional.empty(), false);
  }

  /**
   * The same rule, under which an event of which it yields nothing is not refused. For keys only:
   * such a record has none.
   *
   * @return the rule
   */
  public EventRule optional() {
    return new EventRule(description, text, fixed, true);
  }

  boolean isOptional() {
    return optional;
  }

  /**
   * The same rule, if it can be right for a topic.
   *
   * @return this
   * @throws IllegalArgumentException if it yields a name that Kafka does not allow, whatever the
   *     event, or is {@link #optional()}
   */
  public EventRule requireTopic() {
    Router.check(this);
    return this;
  }

  /**
   * The text, if it is the same for all events.
   *
   * @return the text; empty if it depends on the event
   */
  public Optional<String> fixed() {
    return fixed;
  }

  /**
   * What an event yields.
   *
   * @param attributes its attributes
   * @return the text; empty if it yields nothing, or an empty text
   */
  public Optional<String> apply(EventAttributes attributes) {
    return text.apply(attributes).filter(value -> !value.isEmpty());
  }

  /** As it was written; with its quotes. */
  @Override
  public String toString() {
    return description;
  }
}
