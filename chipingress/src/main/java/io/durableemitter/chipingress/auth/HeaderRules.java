package io.durableemitter.chipingress.auth;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Which headers can be sent: names and values as gRPC's ASCII metadata has them. Nothing else gets
 * through, so no value can end its line and begin a header of its own. Values are secrets and never
 * part of a message.
 */
final class HeaderRules {

  private HeaderRules() {}

  /** The headers with lower-case names. */
  static Map<String, String> checked(Map<String, String> headers) {
    Map<String, String> checked = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          checkName(name, lower);
          checkValue(name, value);
          if (checked.put(lower, value) != null) {
            throw new IllegalArgumentException(
                "header '"
                    + ForeignText.oneLine(name, 64)
                    + "' is given twice; case does not matter in names");
          }
        });
    return Map.copyOf(checked);
  }

  private static void checkName(String name, String lower) {
    boolean legal = !lower.isEmpty() && lower.chars().allMatch(HeaderRules::isNameChar);
    if (!legal) {
      throw new IllegalArgumentException(
          "header name '"
              + ForeignText.oneLine(name, 64)
              + "' is illegal; use letters, digits, '-', '_' and '.'");
    }
    if (lower.startsWith("grpc-") || lower.endsWith("-bin")) {
      throw new IllegalArgumentException(
          "header name '"
              + ForeignText.oneLine(name, 64)
              + "' is reserved: gRPC keeps names with grpc- and -bin to itself");
    }
  }

  private static boolean isNameChar(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  }

  private static void checkValue(String name, String value) {
    if (!value.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
      throw new IllegalArgumentException(
          "the value of header '"
              + ForeignText.oneLine(name, 64)
              + "' has characters other than printable ASCII");
    }
  }
}
