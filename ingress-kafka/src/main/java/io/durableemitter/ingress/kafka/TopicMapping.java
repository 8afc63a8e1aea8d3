package io.durableemitter.ingress.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.kafka.EventAttributes;
import io.durableemitter.kafka.EventRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which topic events of a domain and an entity, their source and type, go to: the first rule that
 * matches both. Immutable.
 */
final class TopicMapping {

  private static final int MOST_RULES = 1_000;
  private static final int LONGEST_SHOWN = 100;
  private static final Set<String> FIELDS = Set.of("source", "type", "topic");
  private static final String FORM =
      "{\"topics\": [{\"source\": \"shop\", \"type\": \"order.*\", \"topic\": \"orders\"}]}";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private record Rule(TextPattern source, TextPattern type, EventRule topic) {
    boolean matches(EventAttributes event) {
      return source.matches(event.attribute("source").orElse(""))
          && type.matches(event.attribute("type").orElse(""));
    }
  }

  private final List<Rule> rules;

  private TopicMapping(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * Reads a mapping.
   *
   * @throws IllegalArgumentException if it is none; the message says where and what would be right
   */
  static TopicMapping parse(byte[] json) {
    JsonNode topics;
    try {
      JsonNode root = JSON.readTree(json);
      topics = root.path("topics");
      if (!root.isObject() || root.size() != 1 || !topics.isArray()) {
        throw new IllegalArgumentException("it must be of the form " + FORM);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "it is not JSON, at line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ": "
              + ForeignText.oneLine(e.getOriginalMessage(), LONGEST_SHOWN),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException("it is not JSON: " + e.getMessage(), e);
    }
    if (topics.isEmpty() || topics.size() > MOST_RULES) {
      throw new IllegalArgumentException(
          "it must have 1 to " + MOST_RULES + " rules but has " + topics.size());
    }
    List<Rule> rules = new ArrayList<>(topics.size());
    for (JsonNode rule : topics) {
      try {
        rules.add(rule(rule));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("rule " + (rules.size() + 1) + ": " + e.getMessage(), e);
      }
    }
    return new TopicMapping(rules);
  }

  private static Rule rule(JsonNode rule) {
    rule.fieldNames()
        .forEachRemaining(
            name -> {
              if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException(
                    "there is no field '"
                        + ForeignText.oneLine(name, LONGEST_SHOWN)
                        + "'; a rule has source, type and topic");
              }
            });
    return new Rule(
        TextPattern.of(text(rule, "source")),
        TextPattern.of(text(rule, "type")),
        EventRule.of(text(rule, "topic")).requireTopic());
  }

  private static String text(JsonNode rule, String field) {
    JsonNode value = rule.path(field);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new IllegalArgumentException(
          "its "
              + field
              + " must be a text"
              + (field.equals("topic") ? "" : ", such as * for any"));
    }
    return value.textValue();
  }

  /** Where an event goes; empty if no rule matches, or the one that does yields nothing. */
  Optional<String> topic(EventAttributes event) {
    for (Rule rule : rules) {
      if (rule.matches(event)) {
        return rule.topic().apply(event);
      }
    }
    return Optional.empty();
  }

  /** The topics that are named in it, without those that depend on the event. */
  Set<String> named() {
    Set<String> names = new LinkedHashSet<>();
    rules.forEach(rule -> rule.topic().fixed().ifPresent(names::add));
    return names;
  }

  /** Whether all topics are named in it. */
  boolean namesAll() {
    return rules.stream().allMatch(rule -> rule.topic().fixed().isPresent());
  }
}
