package io.durableemitter.http;

import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.traces.internal.Receiver;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * Where events are sent. What is shown of it to people has no query, which may hold a secret.
 *
 * @param uri the address
 * @param secure whether it is https
 */
record Endpoint(URI uri, boolean secure) {

  static Endpoint parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // without its cause, whose text has all of the endpoint
      throw wrong(shown(text), e.getReason() + " at character " + (e.getIndex() + 1));
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw wrong(shown(text), "it must begin with https://, or with http:// and plaintext()");
    }
    // checked before anything of it is shown
    if (uri.getRawUserInfo() != null || String.valueOf(uri.getRawAuthority()).contains("@")) {
      throw wrong(scheme + "://…", "leave out user and password; give credentials by bearerToken");
    }
    if (uri.getHost() == null) {
      throw wrong(shown(text), "the host is missing or illegal");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw wrong(shown(text), "the port must be 1 to 65535");
    }
    if (uri.getRawFragment() != null) {
      throw wrong(shown(text), "leave out the fragment, which is not sent");
    }
    return new Endpoint(uri, scheme.equals("https"));
  }

  /** Of what is no URL: without what may be a query, or user and password. */
  private static String shown(String text) {
    int query = text.indexOf('?');
    String shown = query < 0 ? text : text.substring(0, query);
    int user = shown.lastIndexOf('@');
    return ForeignText.oneLine(user < 0 ? shown : "…" + shown.substring(user), 300);
  }

  private static IllegalArgumentException wrong(String shown, String why) {
    return new IllegalArgumentException(
        "endpoint '" + shown + "' is not a URL such as https://example.org/events: " + why);
  }

  /** Whom spans name. */
  Receiver receiver(String clientName) {
    int port = uri.getPort() < 0 ? secure ? 443 : 80 : uri.getPort();
    return new Receiver("http", clientName, uri.getHost(), List.of(port));
  }

  @Override
  public String toString() {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return ForeignText.oneLine(uri.getScheme() + "://" + uri.getRawAuthority() + path, 300);
  }
}
