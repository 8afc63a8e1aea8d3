package io.durableemitter.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Events as they are stored and sent. */
@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = "Shows what is in stored events.",
    subcommands = {EventsDecodeCommand.class, CommandLine.HelpCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  durable-emitter events decode --row 4711",
      "  durable-emitter events decode --input payload.hex --json"
    })
final class EventsCommand implements Runnable {

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing: decode");
  }
}
