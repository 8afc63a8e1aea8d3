package io.durableemitter.benchmarks.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one or several programs have said with {@code --json}: the last line, an object. */
final class Results {

  private final JsonNode root;

  private Results(JsonNode root) {
    this.root = root;
  }

  /**
   * Reads the last line of an output, or an object of several lines.
   *
   * @throws IllegalArgumentException if there is no such object
   */
  static Results parse(String text) {
    JsonNode root = lastObject(text);
    if (!root.path("figures").isObject()) {
      throw new IllegalArgumentException(
          "it has no object 'figures': it is not what benchmarks/run --json prints last");
    }
    return new Results(root);
  }

  /**
   * The same with what another output has too, or instead; the machine stays.
   *
   * @throws IllegalArgumentException if that has neither figures nor peers
   */
  Results with(String text) {
    JsonNode other = lastObject(text);
    if (!other.path("figures").isObject() && !other.path("peers").isArray()) {
      throw new IllegalArgumentException(
          "it has neither an object 'figures' nor an array 'peers': it is not what"
              + " benchmarks/run --json or benchmarks/peers-run --json prints last");
    }
    ObjectNode both = root.deepCopy();
    for (Map.Entry<String, JsonNode> field : other.properties()) {
      String name = field.getKey();
      if (name.equals("figures")) {
        both.withObjectProperty(name).setAll((ObjectNode) field.getValue());
      } else if (name.equals("noisy")) {
        ArrayNode noisy = both.withArrayProperty(name);
        field.getValue().forEach(one -> noisy.add(one));
      } else if (!name.equals("machine") && !field.getValue().isNull()) {
        both.set(name, field.getValue());
      }
    }
    return new Results(both);
  }

  private static JsonNode lastObject(String text) {
    String whole = text.strip();
    String json = whole.startsWith("{") ? whole : whole.substring(whole.lastIndexOf('\n') + 1);
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A figure by its name; empty if it was not measured. */
  Optional<Range> figure(String name) {
    JsonNode one = root.path("figures").path(name);
    return one.path("median").isNumber()
        ? Optional.of(
            new Range(
                one.path("median").doubleValue(),
                one.path("least").doubleValue(),
                one.path("most").doubleValue()))
        : Optional.empty();
  }

  /** The numbers in the names of figures, where the pattern has its group, in their order. */
  List<Long> numbers(Pattern names) {
    TreeSet<Long> numbers = new TreeSet<>();
    root.path("figures")
        .fieldNames()
        .forEachRemaining(
            name -> {
              Matcher matcher = names.matcher(name);
              if (matcher.matches()) {
                numbers.add(Long.valueOf(matcher.group(1)));
              }
            });
    return List.copyOf(numbers);
  }

  /** One of the figures that sum the run up; empty if it was not measured. */
  OptionalDouble headline(String name) {
    JsonNode value = root.path(name);
    return value.isNumber() ? OptionalDouble.of(value.doubleValue()) : OptionalDouble.empty();
  }

  /** What it ran on. */
  Map<String, String> machine() {
    Map<String, String> facts = new LinkedHashMap<>();
    root.path("machine")
        .properties()
        .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
    return facts;
  }

  /** What was measured while others kept the machine busy. */
  List<String> noisy() {
    List<String> all = new ArrayList<>();
    root.path("noisy").forEach(one -> all.add(one.asText()));
    return all;
  }

  /** Other libraries that were measured beside it, and this one among them. */
  List<Peer> peers() {
    List<Peer> all = new ArrayList<>();
    root.path("peers").forEach(one -> all.add(Peer.of(one)));
    return all;
  }
}
