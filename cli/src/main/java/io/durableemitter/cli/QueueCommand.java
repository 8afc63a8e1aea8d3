package io.durableemitter.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Looks at the events that are not delivered yet. */
@Command(
    name = "queue",
    mixinStandardHelpOptions = true,
    description = "Looks at the queue of events that are not delivered yet; changes nothing.",
    subcommands = {QueueListCommand.class, QueueShowCommand.class, QueueWatchCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  durable-emitter queue ls --source billing",
      "  durable-emitter queue show 17 --payload",
      "  durable-emitter queue watch"
    })
final class QueueCommand implements Runnable {

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing: ls, show or watch");
  }
}
