package io.durableemitter.core.internal.encode;

/** The part of a URI between two slashes and the path: user, host and port. */
final class UriAuthority {

  /** Besides unreserved ones. */
  private static final String USER_CHARACTERS = ":!$&'()*+,;=%@";

  private UriAuthority() {}

  static String normalized(String scheme, String authority) {
    int at = authority.lastIndexOf('@');
    String host = host(scheme, authority.substring(at + 1));
    return at < 0 ? host : user(authority.substring(0, at)) + "@" + host;
  }

  private static String user(String user) {
    if (!user.chars()
        .allMatch(c -> UriPart.isUnreserved((char) c) || USER_CHARACTERS.indexOf(c) >= 0)) {
      throw new MalformedUriException("its user has an illegal character");
    }
    int colon = user.indexOf(':');
    if (colon < 0) {
      return recoded(user);
    }
    return recoded(user.substring(0, colon)) + ":" + recoded(user.substring(colon + 1));
  }

  private static String recoded(String text) {
    return UriPart.USER.encoded(UriPart.USER.decoded(text));
  }

  private static String host(String scheme, String host) {
    int bracket = host.lastIndexOf('[');
    if (bracket > 0) {
      throw new MalformedUriException("its host has a bracket in the middle");
    }
    if (bracket == 0) {
      return literal(host);
    }
    boolean strict = scheme.equals("http:") || scheme.equals("https:");
    int colon = strict ? host.indexOf(':') : host.lastIndexOf(':');
    if (colon >= 0) {
      requirePort(host.substring(colon));
    }
    return UriPart.HOST.encoded(UriPart.HOST.decoded(host));
  }

  private static String literal(String host) {
    int close = host.lastIndexOf(']');
    if (close < 0) {
      throw new MalformedUriException("its host lacks a closing bracket");
    }
    requirePort(host.substring(close + 1));
    String name = host.substring(1, close);
    int zone = name.indexOf("%25");
    String address = UriPart.HOST.decoded(zone < 0 ? name : name.substring(0, zone));
    requireAddress(address);
    return "["
        + address
        + (zone < 0 ? "" : "%25" + zone(name.substring(zone + 3)))
        + "]"
        + host.substring(close + 1);
  }

  private static String zone(String zone) {
    String decoded = UriPart.ZONE.decoded(zone);
    if (decoded.isEmpty()) {
      throw new MalformedUriException("its host has an empty zone");
    }
    return UriPart.HOST.encoded(decoded);
  }

  private static void requirePort(String port) {
    if (!port.matches("(:[0-9]*)?")) {
      throw new MalformedUriException("its port is not a number");
    }
  }

  private static void requireAddress(String address) {
    if (!Ipv6Address.is(address)) {
      throw new MalformedUriException("its host is no IPv6 address");
    }
  }
}
