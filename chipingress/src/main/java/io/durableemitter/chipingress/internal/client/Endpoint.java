package io.durableemitter.chipingress.internal.client;

import io.durableemitter.api.internal.text.ForeignText;

/** Where a server listens. */
public record Endpoint(String host, int port) {

  public static Endpoint parse(String text) {
    if (text.contains("://")) {
      throw wrong(text, "leave out the scheme; TLS is the default, plaintext() switches it off");
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0 || colon == text.length() - 1) {
      throw wrong(text, "the port is missing");
    }
    if (colon == 0) {
      throw wrong(text, "the host is missing");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.indexOf(':') >= 0 && !bracketed) {
      throw wrong(text, "put an IPv6 address in brackets");
    }
    if (!host.chars().allMatch(c -> c > ' ' && c != '/' && c < 0x7f)) {
      throw wrong(text, "the host has illegal characters");
    }
    return new Endpoint(bracketed ? host.substring(1, host.length() - 1) : host, port(text, colon));
  }

  private static int port(String text, int colon) {
    String digits = text.substring(colon + 1);
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw wrong(text, "the port is not a number");
    }
    int port = digits.length() <= 5 ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > 65_535) {
      throw wrong(text, "the port must be 1 to 65535");
    }
    return port;
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException(
        "endpoint '"
            + ForeignText.oneLine(text, 300)
            + "' is not host:port, such as localhost:9090: "
            + why);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
