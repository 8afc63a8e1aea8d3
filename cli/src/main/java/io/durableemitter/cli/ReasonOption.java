package io.durableemitter.cli;

import picocli.CommandLine.Option;

/** Why somebody does something, where it need not be said. */
final class ReasonOption {

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for the log of actions.")
  private String reason = "";

  String value() {
    return reason;
  }
}
