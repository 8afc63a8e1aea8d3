package io.durableemitter.kafka;

import io.durableemitter.api.internal.text.ForeignText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The list of brokers to begin with. */
final class BootstrapServers {

  private static final Pattern SERVER =
      Pattern.compile("(?:[\\w.-]+|\\[[0-9a-fA-F:.%]+]):(\\d{1,5})");
  private static final int MOST_PORT = 65_535;
  private static final int LONGEST_SHOWN = 200;

  private BootstrapServers() {}

  static void check(String servers) {
    for (String server : servers.split(",", -1)) {
      Matcher matcher = SERVER.matcher(server);
      int port = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
      if (port < 1 || port > MOST_PORT) {
        throw new IllegalArgumentException(
            "bootstrap servers must be host:port, with commas between several, but one is '"
                + ForeignText.oneLine(server, LONGEST_SHOWN)
                + "'");
      }
    }
  }
}
