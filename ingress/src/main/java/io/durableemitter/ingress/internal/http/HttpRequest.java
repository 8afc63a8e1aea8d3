package io.durableemitter.ingress.internal.http;

import java.util.Optional;
import java.util.Set;

/**
 * A request.
 *
 * @param method of HTTP
 * @param path without the query
 * @param query behind the question mark, if there is one
 * @param headers looks a header up
 * @param body as it came
 */
public record HttpRequest(
    String method, String path, Optional<String> query, Headers headers, String body) {

  /** In characters; what is longer is not looked at. */
  public static final int MAX_BODY = 64 << 10;

  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> SAME = Set.of("same-origin", "none");

  /** The headers of a request. */
  @FunctionalInterface
  public interface Headers {
    /** The first of a name; empty if there is none. */
    Optional<String> first(String name);
  }

  /**
   * Why a request is not taken, empty if it is. A web page that is open in a browser on this
   * machine can send requests here, too: under a name of its own that leads to this address, or as
   * a form. Browsers say so.
   */
  public Optional<String> foreign() {
    String host = headers.first("Host").orElse("");
    if (!HERE.contains(withoutPort(host))) {
      return Optional.of("the Host header must name localhost or 127.0.0.1");
    }
    if (headers.first("Origin").filter(origin -> !origin.equals("http://" + host)).isPresent()) {
      return Optional.of("the Origin header names another site");
    }
    if (headers.first("Sec-Fetch-Site").filter(site -> !SAME.contains(site)).isPresent()) {
      return Optional.of("the Sec-Fetch-Site header names another site");
    }
    return Optional.empty();
  }

  /** Whether the body can be used; forms and plain text are what other sites may send. */
  public boolean hasUsableBody() {
    return headers
        .first("Content-Type")
        .map(type -> type.replaceFirst(";.*", "").strip().equalsIgnoreCase("application/json"))
        .orElse(body.isEmpty());
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":\\d+$", "");
  }
}
