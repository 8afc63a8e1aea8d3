package io.durableemitter.core.internal.encode;

import io.durableemitter.api.internal.text.ForeignText;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes a URI reference as Go's {@code url.Parse(text).String()} does, which is what the Go
 * package stores of {@code source} and {@code dataschema}: events of one source have one name,
 * whichever side they come from. What Go cannot parse, and stores as empty, is refused.
 *
 * <p>Works on the bytes of UTF-8, one in each character.
 */
final class UriReference {

  private static final int LONGEST_SHOWN = 200;

  private UriReference() {}

  /**
   * The reference as it is stored.
   *
   * @param name of the attribute
   * @param text as it was given
   */
  static String of(String name, String text) {
    if (isPlain(text)) {
      return text;
    }
    String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    try {
      return new String(
          normalized(bytes).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    } catch (MalformedUriException e) {
      throw new InvalidEventException(
          "attribute '"
              + name
              + "' is '"
              + ForeignText.oneLine(text, LONGEST_SHOWN)
              + "', which is no URI reference: "
              + e.getMessage()
              + "; write one such as billing, /orders/eu or https://example.org/orders");
    }
  }

  /** Whether it is a path of unreserved characters, of which nothing would change. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!UriPart.isUnreserved(c) && c != '/') {
        return false;
      }
    }
    return !text.startsWith("//");
  }

  private static String normalized(String text) {
    int hash = text.indexOf('#');
    String fragment = hash < 0 ? "" : text.substring(hash + 1);
    String rest = hash < 0 ? text : text.substring(0, hash);
    if (rest.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new MalformedUriException("it has a control character");
    }
    String uri = rest.equals("*") ? rest : withoutFragment(rest);
    return fragment.isEmpty() ? uri : uri + "#" + UriPart.FRAGMENT.normalized(fragment);
  }

  private static String withoutFragment(String text) {
    int colon = endOfScheme(text);
    String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT) + ":";
    String rest = text.substring(colon + 1);
    int mark = rest.indexOf('?');
    String query = mark < 0 ? "" : rest.substring(mark);
    String path = mark < 0 ? rest : rest.substring(0, mark);
    if (!scheme.isEmpty() && !path.isEmpty() && !path.startsWith("/")) {
      return scheme + path + query; // opaque
    }
    if (scheme.isEmpty() && firstSegment(path).contains(":")) {
      throw new MalformedUriException(
          "its first part has a colon, so it needs a scheme before it, or ./");
    }
    boolean hasAuthority = path.startsWith("//") && !(scheme.isEmpty() && path.startsWith("///"));
    if (!hasAuthority) {
      return scheme + pathOf(scheme.isEmpty(), path) + query;
    }
    int slash = path.indexOf('/', 2);
    String authority = slash < 0 ? path.substring(2) : path.substring(2, slash);
    String behind = slash < 0 ? "" : UriPart.PATH.normalized(path.substring(slash));
    String host = UriAuthority.normalized(scheme, authority);
    boolean shown = !host.isEmpty() || (!scheme.isEmpty() && !behind.isEmpty());
    return scheme + (shown ? "//" : "") + host + behind + query;
  }

  /** Without a scheme, a path whose first part would look like one gets a dot before it. */
  private static String pathOf(boolean first, String path) {
    String normalized = UriPart.PATH.normalized(path);
    return first && firstSegment(normalized).contains(":") ? "./" + normalized : normalized;
  }

  private static String firstSegment(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  /** Where the colon is that ends the scheme; -1 if there is none. */
  private static int endOfScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':') {
        if (i == 0) {
          throw new MalformedUriException("it begins with a colon");
        }
        return i;
      }
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean behind = i > 0 && ((c >= '0' && c <= '9') || "+-.".indexOf(c) >= 0);
      if (!letter && !behind) {
        return -1;
      }
    }
    return -1;
  }
}
