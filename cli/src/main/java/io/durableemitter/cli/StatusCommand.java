package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.spi.DurableEventStore;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how a queue is, on one screen. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how the queue is on one screen, and what to do.",
      "It ends with 0 if all is well, and with 1 if something needs hands: dead letters, a closed",
      "gate, a pause, an oldest event older than 30 min or half its time to live, events that wait",
      "with no host heard of, silent processes that hold rows, and what processes say is wrong.",
      "What processes report is up to 5 s old. Where none does, rates are measured for a second."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter status",
      "  durable-emitter status --database jdbc:postgresql://db/events?user=reader --json",
      "  durable-emitter status --watch --event-ttl 24h"
    })
final class StatusCommand implements Callable<Integer> {

  private static final Duration REFRESH = Duration.ofSeconds(2);
  private static final Duration SAMPLE = Duration.ofSeconds(1);
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private TtlOption ttl = new TtlOption();

  @Option(names = "--watch", description = "Show it again every 2 s, until Ctrl-C.")
  private boolean watch;

  @Option(
      names = "--json",
      description = "Print one JSON object; with --watch one per line (NDJSON).")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  StatusCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    Duration lives = ttl.value();
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      Status status = first(store.store(), lives);
      print(status);
      while (watch && !spec.commandLine().getOut().checkError() && !shutdown.await(REFRESH)) {
        status = Status.of(Optional.of(status.facts()), QueueFacts.whole(store.store(), lives));
        print(status);
      }
      if (shutdown.requested()) {
        return ExitCode.INTERRUPTED;
      }
      return status.isHealthy() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private Status first(DurableEventStore store, Duration lives) throws InterruptedException {
    QueueFacts facts = QueueFacts.whole(store, lives);
    if (!facts.heard().isEmpty() || shutdown.await(SAMPLE)) {
      return Status.of(Optional.empty(), facts);
    }
    return Status.of(Optional.of(facts), QueueFacts.whole(store, lives));
  }

  private void print(Status status) throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(ForeignText.oneLine(EventParser.JSON.writeValueAsString(status.fields())));
    } else {
      int width = Table.terminalWidth();
      if (watch) {
        out.print(width > 0 ? CLEAR : "");
        out.println(TextOf.time(status.facts().at()) + " " + storage.table);
      }
      StatusScreen.lines(status, width, Style.ofTerminal()).forEach(out::println);
      if (watch && width == 0) {
        out.println();
      }
    }
    out.flush();
  }
}
