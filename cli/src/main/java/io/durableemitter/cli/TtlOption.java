package io.durableemitter.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long events live, which the table does not know. */
final class TtlOption {

  @Option(
      names = "--event-ttl",
      paramLabel = "TIME",
      defaultValue = "72h",
      description = "The time to live that the hosts are set to. Default ${DEFAULT-VALUE}.")
  private Duration ttl = Duration.ZERO;

  Duration value() {
    if (ttl.isZero()) {
      throw new CommandException(ExitCode.USAGE, "--event-ttl must be longer than 0 s");
    }
    return ttl;
  }
}
