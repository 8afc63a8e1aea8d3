package io.durableemitter.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The log of what people did. */
@Command(
    name = "actions",
    mixinStandardHelpOptions = true,
    description = "Shows what people did with the queue: pauses, redrives, discards.",
    subcommands = ActionsListCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  durable-emitter actions ls",
      "  durable-emitter actions ls --json"
    })
final class ActionsCommand implements Runnable {

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing: ls");
  }
}
