package io.durableemitter.core.internal.encode;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.Set;

/**
 * The rule for names of extension attributes (<a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#naming-conventions">CloudEvents
 * naming conventions</a>).
 */
final class ExtensionName {

  // "data" would collide with the body in other formats, "seqnum" is stamped by the transport
  private static final Set<String> RESERVED = Set.of("data", "seqnum");
  private static final Set<String> NO_EXTENSIONS =
      Set.of(
          "id",
          "source",
          "specversion",
          "type",
          "subject",
          "time",
          "dataschema",
          "datacontenttype");
  private static final int MAX_LENGTH = 256;

  private ExtensionName() {}

  static void check(String name) {
    if (!isLegal(name)) {
      throw new InvalidEventException(
          "attribute name '"
              + ForeignText.oneLine(name, 64)
              + "' is not legal; use 1 to 256 lower-case letters a-z and digits");
    }
    if (RESERVED.contains(name)) {
      throw new InvalidEventException(
          "attribute name '" + name + "' is reserved; choose another name");
    }
  }

  /** As {@link #check}; nor may it be the name of an attribute that CloudEvents defines. */
  static void checkOnlyExtension(String name) {
    check(name);
    if (NO_EXTENSIONS.contains(name)) {
      throw new InvalidEventException(
          "attribute '"
              + name
              + "' is no extension; give it by the method of Event that has its name, if it has"
              + " one, and datacontenttype with the body");
    }
  }

  /** Whether it consists of the right characters; it may be reserved all the same. */
  static boolean isLegal(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_LENGTH
        && name.chars().allMatch(ExtensionName::legal);
  }

  private static boolean legal(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
