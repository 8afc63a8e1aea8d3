package io.durableemitter.cli;

import io.durableemitter.spi.QueueAction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Has all hosts of a table deliver nothing. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "Pauses delivery: all hosts of the table send nothing more until 'resume'.",
      "Emits go on, and what they store waits; its time to live goes on too.",
      "Hosts that start later are paused too. Who did it and why is shown by 'status'."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter pause --reason 'the receiver moves to another cluster'",
      "  durable-emitter pause --reason upgrade --wait 30s --database jdbc:postgresql://db/events"
    })
final class PauseCommand extends OrderCommand {

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, for whoever finds the queue paused.")
  private String reason = "";

  PauseCommand(Shutdown shutdown) {
    super(shutdown, QueueAction.Kind.PAUSE, "paused", gate -> gate.equals("PAUSED"));
  }

  @Override
  String reason() {
    if (reason.isBlank()) {
      throw new CommandException(
          ExitCode.USAGE, "--reason must say why, for whoever finds the queue paused");
    }
    return reason;
  }
}
