package io.durableemitter.cli;

import io.durableemitter.spi.QueueAction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has all hosts of a table deliver again. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = {"Ends a pause: all hosts of the table deliver again."},
    footer = {
      "",
      "Examples:",
      "  durable-emitter resume",
      "  durable-emitter resume --reason 'the receiver has moved' --json"
    })
final class ResumeCommand extends OrderCommand {

  @Mixin private ReasonOption reason = new ReasonOption();

  ResumeCommand(Shutdown shutdown) {
    super(shutdown, QueueAction.Kind.RESUME, "resumed", gate -> !gate.equals("PAUSED"));
  }

  @Override
  String reason() {
    return reason.value();
  }
}
