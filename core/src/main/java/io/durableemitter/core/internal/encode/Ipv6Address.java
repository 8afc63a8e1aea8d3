package io.durableemitter.core.internal.encode;

/** Tells whether a text is an IPv6 address, by its form only: nothing is looked up for it. */
final class Ipv6Address {

  private static final int GROUPS = 8;
  private static final int TOO_MANY = 100;
  private static final String GROUP = "[0-9a-fA-F]{1,4}";
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String IPV4 = BYTE + "(\\." + BYTE + "){3}";

  private Ipv6Address() {}

  static boolean is(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == GROUPS;
    }
    return text.indexOf("::", gap + 1) < 0
        && groups(text.substring(0, gap), false) + groups(text.substring(gap + 2), true) < GROUPS;
  }

  private static int groups(String text, boolean atEnd) {
    if (text.isEmpty()) {
      return 0;
    }
    int groups = 0;
    int from = 0;
    while (from >= 0) {
      int colon = text.indexOf(':', from);
      String group = colon < 0 ? text.substring(from) : text.substring(from, colon);
      if (group.matches(GROUP)) {
        groups++;
      } else if (atEnd && colon < 0 && group.matches(IPV4)) {
        groups += 2;
      } else {
        return TOO_MANY;
      }
      from = colon < 0 ? -1 : colon + 1;
    }
    return groups;
  }
}
