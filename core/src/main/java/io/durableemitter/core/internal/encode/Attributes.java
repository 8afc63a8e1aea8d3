package io.durableemitter.core.internal.encode;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A caller's attributes, taken one by one by name; what is left at the end are extensions.
 *
 * <p>A set in which source or type go by their older names was made for the Go package, which
 * ignores what it does not know, {@code node_csa_key} and the like. There, names that cannot be
 * those of extensions are ignored too.
 */
final class Attributes {

  static final String OLDER_SOURCE = "beholder_domain";
  static final String OLDER_TYPE = "beholder_entity";

  private static final Set<String> OLDER = Set.of(OLDER_SOURCE, OLDER_TYPE);

  private final Map<String, Object> rest = new LinkedHashMap<>();

  Attributes(Map<String, ?> given) {
    boolean older =
        isNamedBy(given, "source", OLDER_SOURCE) || isNamedBy(given, "type", OLDER_TYPE);
    given.forEach(
        (name, value) -> {
          if (!older || name == null || OLDER.contains(name) || ExtensionName.isLegal(name)) {
            put(name, value);
          }
        });
  }

  private static boolean isNamedBy(Map<String, ?> given, String name, String olderName) {
    Object value = given.get(name);
    return (value == null || value.toString().isBlank()) && given.containsKey(olderName);
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
