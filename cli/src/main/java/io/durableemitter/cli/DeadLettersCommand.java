package io.durableemitter.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Looks after the events that were given up. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = {
      "Looks after dead letters, the events that were given up.",
      "They were refused for ever, are too large, cannot be read, failed too often or were not",
      "delivered in time. They are kept until they are redriven, discarded, or past their retention."
    },
    subcommands = {
      LettersListCommand.class,
      LettersShowCommand.class,
      LettersRedriveCommand.class,
      LettersDiscardCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  durable-emitter dead-letters list --reason rejected",
      "  durable-emitter dead-letters show 17 --payload",
      "  durable-emitter dead-letters redrive --reason rejected --rate 100/s",
      "  durable-emitter dead-letters discard 17 18"
    })
final class DeadLettersCommand implements Runnable {

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing: list, show, redrive or discard");
  }
}
