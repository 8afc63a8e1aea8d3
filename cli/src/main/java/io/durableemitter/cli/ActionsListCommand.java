package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.spi.QueueAction;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what people did. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = {
      "Lists what was done with the queue, the newest first: who paused, resumed, confirmed expiry,",
      "redrove or discarded, when and why."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter actions ls",
      "  durable-emitter actions ls --limit 5 --json"
    })
final class ActionsListCommand implements Callable<Integer> {

  private static final int MOST = 100_000;

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "The most to list, up to 100000. Default ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--json", description = "Print one JSON object per line (NDJSON).")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  ActionsListCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    if (limit < 1 || limit > MOST) {
      throw new CommandException(
          ExitCode.USAGE, "--limit must be from 1 to " + MOST + " but is " + limit);
    }
    List<QueueAction> actions;
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      actions = store.store().hosts().orElseThrow().actions(limit);
    }
    PrintWriter out = spec.commandLine().getOut();
    Table<QueueAction> table = ActionText.table(Table.terminalWidth());
    if (!json && !actions.isEmpty()) {
      out.println(table.heading());
    }
    for (QueueAction action : actions) {
      out.println(
          json
              ? ForeignText.oneLine(EventParser.JSON.writeValueAsString(ActionText.fields(action)))
              : table.row(action));
    }
    if (!json && actions.isEmpty()) {
      spec.commandLine().getErr().println("nothing is written down yet");
    }
    return ExitCode.OK;
  }
}
