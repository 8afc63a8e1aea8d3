package io.durableemitter.http;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which headers can be given for all requests. Values are secrets and never part of a message. */
final class HeaderRules {

  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");

  /** The client of the JDK sets these itself, and so does this transport. */
  private static final Set<String> RESERVED =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "content-type",
          "date",
          "expect",
          "host",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "via",
          "warning");

  private HeaderRules() {}

  /** The headers with lower-case names. */
  static Map<String, String> checked(Map<String, String> headers) {
    Map<String, String> checked = new TreeMap<>();
    headers.forEach(
        (name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!NAME.matcher(lower).matches()) {
            throw wrong(name, "is illegal; use letters, digits and '-'");
          }
          if (RESERVED.contains(lower) || lower.startsWith("ce-") || lower.startsWith("webhook-")) {
            throw wrong(
                name,
                "is set by the transport; credentials for Authorization are given by bearerToken");
          }
          if (!HeaderText.isPrintable(value)) {
            throw wrong(name, "has a value with characters other than printable ASCII");
          }
          if (checked.put(lower, value) != null) {
            throw wrong(name, "is given twice; case does not matter in names");
          }
        });
    return Map.copyOf(checked);
  }

  private static IllegalArgumentException wrong(String name, String why) {
    return new IllegalArgumentException("header '" + ForeignText.oneLine(name, 64) + "' " + why);
  }
}
