package io.durableemitter.kafka;

import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.traces.internal.Receiver;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The list of brokers to begin with. */
final class BootstrapServers {

  private static final Pattern SERVER =
      Pattern.compile("(?:[\\w.-]+|\\[[0-9a-fA-F:.%]+]):(\\d{1,5})");
  private static final int MOST_PORT = 65_535;
  private static final int LONGEST_SHOWN = 200;

  private BootstrapServers() {}

  /** Whom spans name. */
  static Receiver receiver(String servers, String clientName) {
    List<String> all = List.of(servers.split(",", -1));
    Stream<String> hosts = all.stream().map(one -> one.substring(0, one.lastIndexOf(':')));
    Stream<String> ports = all.stream().map(one -> one.substring(one.lastIndexOf(':') + 1));
    return new Receiver(
        "kafka",
        clientName,
        hosts.distinct().collect(Collectors.joining(",")),
        ports.map(Integer::valueOf).distinct().toList());
  }

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
