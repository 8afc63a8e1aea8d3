package io.durableemitter.console;

import io.durableemitter.api.internal.text.ForeignText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Under which names the console may be asked. A page of another site that is open in somebody's
 * browser can send requests here, and so can one whose own name was made to lead to this address.
 *
 * @param names lower case, without port
 * @param scheme of the console's own pages
 * @param behindProxy whether somebody else may speak TLS for it
 */
record OwnNames(Set<String> names, String scheme, boolean behindProxy) {

  private static final Set<String> SAME = Set.of("same-origin", "none");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
  // never a name that would be looked up
  private static final Pattern SIX = Pattern.compile("\\[[0-9a-f:.]{2,45}]");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

  /** Names of other sites never lead here by number, so any address of this machine will do. */
  boolean isOwn(String host, InetAddress local) {
    String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    if (names.contains(name) || isWritten(name, local)) {
      return true;
    }
    return local.isLoopbackAddress()
        && (name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]"));
  }

  /** An address of the sixth version is written in several ways; browsers leave its zeros out. */
  private static boolean isWritten(String name, InetAddress address) {
    if (!SIX.matcher(name).matches()) {
      return name.equals(address.getHostAddress());
    }
    try {
      return Arrays.equals(InetAddress.getByName(name).getAddress(), address.getAddress());
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }

  /** By which name a browser of this machine reaches what listens on an address. */
  static String reaching(InetAddress bound) {
    if (bound.isAnyLocalAddress() || bound.getHostAddress().equals("127.0.0.1")) {
      return "localhost";
    }
    String address = bound.getHostAddress();
    if (!(bound instanceof Inet6Address)) {
      return address;
    }
    return bound.isLoopbackAddress() ? "[::1]" : "[" + withoutZone(bound) + "]";
  }

  private static String withoutZone(InetAddress address) {
    return address.getHostAddress().replaceFirst("%.*", "");
  }

  /** Whether a page of the console's own, asked for under this host, is the origin. */
  boolean isOwnOrigin(String origin, String host) {
    String own = scheme + "://" + host.toLowerCase(Locale.ROOT);
    if (origin.toLowerCase(Locale.ROOT).equals(own)) {
      return true;
    }
    return behindProxy
        && origin.toLowerCase(Locale.ROOT).equals("https://" + host.toLowerCase(Locale.ROOT));
  }

  /** What browsers say of where a request comes from. */
  boolean isOwnSite(String secFetchSite) {
    return SAME.contains(secFetchSite);
  }

  /** A name as it stands in a Host header, or a complaint. */
  static String checked(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          "name must be the name of a host such as console.example.org, without scheme and port,"
              + " but is '"
              + ForeignText.oneLine(name, 100)
              + "'");
    }
    return lower;
  }
}
