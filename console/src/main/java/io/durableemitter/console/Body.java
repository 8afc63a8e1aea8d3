package io.durableemitter.console;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a client sent.
 *
 * @param members of the JSON object
 */
record Body(Map<String, Object> members) {

  private static final int LONGEST = 1_000;

  /** Fails on a name that nobody reads, so that what is mistyped is not taken for absent. */
  void allowOnly(String... names) {
    for (String name : members.keySet()) {
      if (!List.of(names).contains(name)) {
        throw Refusal.badRequest(
            "the body may have " + String.join(", ", names) + ", and nothing else");
      }
    }
  }

  /** Fails on a member that says nothing, where one that is absent means all. */
  void requireFilled() {
    members.forEach(
        (name, value) -> {
          boolean blank = value instanceof String text && text.isBlank();
          if (blank || value.equals(Json.NULL) || value.equals(List.of())) {
            throw Refusal.badRequest(
                name + " is there but empty; leave it out if it shall not matter");
          }
        });
  }

  /** Empty if it is not there or empty. */
  Optional<String> text(String name) {
    Object value = members.getOrDefault(name, "");
    if (!(value instanceof String text) || text.length() > LONGEST) {
      throw Refusal.badRequest(name + " must be a text of at most " + LONGEST + " characters");
    }
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }

  String required(String name) {
    return text(name).orElseThrow(() -> Refusal.badRequest(name + " is missing"));
  }

  OptionalLong number(String name) {
    Object value = members.get(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value instanceof Long number && number >= 0) {
      return OptionalLong.of(number);
    }
    throw Refusal.badRequest(name + " must be a whole number from 0 on");
  }

  boolean flag(String name) {
    Object value = members.getOrDefault(name, false);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw Refusal.badRequest(name + " must be true or false");
  }

  /** Different whole numbers; empty if there are none. */
  Set<Long> numbers(String name, int most) {
    Object value = members.getOrDefault(name, List.of());
    Set<Long> numbers = new LinkedHashSet<>();
    if (value instanceof List<?> list && list.size() <= most) {
      for (Object element : list) {
        if (element instanceof Long number && number > 0) {
          numbers.add(number);
        }
      }
      if (numbers.size() == list.size()) {
        return numbers;
      }
    }
    throw Refusal.badRequest(name + " must be a list of at most " + most + " different ids");
  }
}
