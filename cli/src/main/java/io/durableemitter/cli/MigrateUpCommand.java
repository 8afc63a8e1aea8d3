package io.durableemitter.cli;

import io.durableemitter.postgres.MigrationStep;
import io.durableemitter.postgres.PgMigrations;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Applies the migrations that are pending. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Applies the migrations that are pending, in one transaction.",
      "The role in --database must own the tables, or may create them."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter migrate up --database jdbc:postgresql://db/events?user=owner",
      "  durable-emitter migrate up --database jdbc:postgresql://db/events?user=owner --json"
    })
final class MigrateUpCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();

  @Option(
      names = "--notifications",
      description = {
        "Also have the table notify relays and hosts of rows that SQL inserts, by a trigger.",
        "Commits of such transactions take turns then; see docs/transactions.md."
      })
  private boolean notifications;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  MigrateUpCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    List<MigrationStep> applied =
        OwnDatabase.ask(
            storage,
            shutdown,
            pool -> {
              List<MigrationStep> steps = PgMigrations.migrate(pool, storage.table);
              if (notifications) {
                PgMigrations.addNotifyTrigger(pool, storage.table);
              }
              return steps;
            });
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      List<Integer> versions = applied.stream().map(MigrationStep::version).toList();
      out.println(EventParser.JSON.writeValueAsString(Map.of("applied", versions)));
    } else if (applied.isEmpty()) {
      out.println(storage.table + " is up to date");
    } else {
      applied.forEach(step -> out.println("applied " + step.version() + ": " + step.description()));
    }
    if (notifications && !json) {
      out.println(storage.table + " notifies of rows that SQL inserts");
    }
    return ExitCode.OK;
  }
}
