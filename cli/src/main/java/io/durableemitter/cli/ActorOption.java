package io.durableemitter.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;

/** Who does something, for the log of actions. */
final class ActorOption {

  @Option(
      names = "--actor",
      paramLabel = "WHO",
      defaultValue = "",
      description = "Who does it, for the log of actions. Default: user@host of this process.")
  private String actor = "";

  String value() {
    return actor.isBlank() ? System.getProperty("user.name", "?") + "@" + host() : actor.strip();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // a name for people; the address is all that is left
      return InetAddress.getLoopbackAddress().getHostName();
    }
  }
}
