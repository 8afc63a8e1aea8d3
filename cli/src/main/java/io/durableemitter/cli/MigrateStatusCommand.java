package io.durableemitter.cli;

import io.durableemitter.postgres.MigrationStatus;
import io.durableemitter.postgres.MigrationStep;
import io.durableemitter.postgres.PgMigrations;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells which migrations a table has seen. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Tells which migrations the table has seen and which are pending; changes nothing.",
      "It ends with 4 if some are pending."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter migrate status --database jdbc:postgresql://db/events?user=reader",
      "  durable-emitter migrate status --database jdbc:postgresql://db/events?user=reader --json"
    })
final class MigrateStatusCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  MigrateStatusCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    MigrationStatus status =
        OwnDatabase.ask(storage, shutdown, pool -> PgMigrations.status(pool, storage.table));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(EventParser.JSON.writeValueAsString(fields(status)));
    } else {
      print(out, status);
    }
    return status.isCurrent() ? ExitCode.OK : ExitCode.NOT_DELIVERED;
  }

  private static void print(PrintWriter out, MigrationStatus status) {
    out.println(
        status.exists()
            ? status.table() + ", owned by " + status.owner()
            : "there is no table " + status.table() + " yet");
    status.applied().forEach(step -> out.println("  " + when(step) + "  " + text(step)));
    status.pending().forEach(step -> out.println("  pending               " + text(step)));
    if (!status.isCurrent()) {
      out.println("run 'migrate up' as the owner, or give the owner what 'migrate print' prints");
    }
  }

  private static String when(MigrationStep step) {
    return step.appliedAt().map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("");
  }

  private static String text(MigrationStep step) {
    return step.version() + ": " + step.description();
  }

  private static Map<String, Object> fields(MigrationStatus status) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", status.table());
    fields.put("exists", status.exists());
    fields.put("owner", status.owner());
    fields.put("applied", versions(status.applied()));
    fields.put("pending", versions(status.pending()));
    return fields;
  }

  private static List<Integer> versions(List<MigrationStep> steps) {
    return steps.stream().map(MigrationStep::version).toList();
  }
}
