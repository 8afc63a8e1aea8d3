package io.durableemitter.core.encode;

import io.durableemitter.api.log.ForeignText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A caller's attributes, taken one by one by name; what is left at the end are extensions. */
final class Attributes {

  private final Map<String, Object> rest = new LinkedHashMap<>();

  Attributes(Map<String, ?> given) {
    given.forEach(this::put);
  }

  Attributes() {}

  final void put(@Nullable String name, @Nullable Object value) {
    if (name == null) {
      throw new InvalidEventException(
          "an attribute has no name; use lower-case letters and digits");
    }
    if (value == null) {
      throw new InvalidEventException(
          "attribute '"
              + ForeignText.oneLine(name, 64)
              + "' is null; leave the attribute out instead");
    }
    rest.put(name, value);
  }

  /** The non-empty text of the first of these names that is given; the others are dropped. */
  String required(String name, String olderName) {
    String value = text(name);
    String older = text(olderName);
    String found = value.isBlank() ? older : value;
    if (found.isBlank()) {
      throw new InvalidEventException(
          "attribute '"
              + name
              + "' is missing or empty; every event needs a non-empty "
              + name
              + " (the older name '"
              + olderName
              + "' serves too)");
    }
    return found;
  }

  /** A text, empty if it is not given. */
  String text(String name) {
    Object value = rest.remove(name);
    if (value == null) {
      return "";
    }
    if (value instanceof CharSequence || value instanceof java.net.URI) {
      return value.toString();
    }
    throw new InvalidEventException(
        "attribute '" + name + "' must be a String but is a " + value.getClass().getName());
  }

  /** A value as it was given. */
  Optional<Object> take(String name) {
    return Optional.ofNullable(rest.remove(name));
  }

  /** What has not been taken. */
  Map<String, Object> rest() {
    return rest;
  }
}
