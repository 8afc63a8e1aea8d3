package io.durableemitter.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Looks after the tables of a database. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the tables of a PostgreSQL of yours, or brings them up to date.",
      "No other command does so; an embedded PostgreSQL is looked after by whoever starts it."
    },
    subcommands = {MigrateStatusCommand.class, MigrateUpCommand.class, MigratePrintCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  durable-emitter migrate status --database jdbc:postgresql://db/events?user=reader",
      "  durable-emitter migrate up --database jdbc:postgresql://db/events?user=owner",
      "  durable-emitter migrate print | psql events"
    })
final class MigrateCommand implements Runnable {

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing: status, up or print");
  }
}
