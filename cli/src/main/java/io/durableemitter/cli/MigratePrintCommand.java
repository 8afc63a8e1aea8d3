package io.durableemitter.cli;

import io.durableemitter.postgres.PgMigrations;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the migrations as SQL. */
@Command(
    name = "print",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the migrations as SQL, for those who apply them by hand.",
      "It needs no database, and the script may be run more than once."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter migrate print | psql events",
      "  durable-emitter migrate print --table audit.events > events.sql"
    })
final class MigratePrintCommand implements Callable<Integer> {

  @Option(
      names = "--table",
      paramLabel = "SCHEMA.TABLE",
      defaultValue = "cre.chip_durable_events",
      description = "The table. Default ${DEFAULT-VALUE}.")
  private String table = "";

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    try {
      spec.commandLine().getOut().print(PgMigrations.sql(table));
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--table: " + Errors.message(e), e);
    }
    return ExitCode.OK;
  }
}
