package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.cli.Table.Column;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how the queue moves. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how the queue moves: a line now and then, until Ctrl-C or --count.",
      "On a terminal the line rewrites itself. Rates are those that hosts report, or if none does,",
      "what the table has grown and shrunk by."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter queue watch",
      "  durable-emitter queue watch --interval 10s | tee queue.log",
      "  durable-emitter queue watch --count 1 --json"
    })
final class QueueWatchCommand implements Callable<Integer> {

  private static final Duration TTL = Duration.ofDays(3);

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "2s",
      description = "How long to wait between two lines. Default ${DEFAULT-VALUE}.")
  private Duration interval = Duration.ZERO;

  @Option(names = "--count", paramLabel = "N", description = "End after so many lines.")
  private long count = Long.MAX_VALUE;

  @Option(names = "--json", description = "Print one JSON object per line (NDJSON).")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  QueueWatchCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    if (count < 1) {
      throw new CommandException(ExitCode.USAGE, "--count must be at least 1 but is " + count);
    }
    if (interval.isZero()) {
      throw new CommandException(ExitCode.USAGE, "--interval must be longer than 0 s");
    }
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      watch(store);
    }
    return shutdown.requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private void watch(OpenStore store) throws JsonProcessingException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    int width = Table.terminalWidth();
    boolean rewriting = width > 0 && !json;
    Table<Status> table = table(width);
    if (!json) {
      out.println(table.heading());
    }
    Optional<QueueFacts> before = Optional.empty();
    for (long shown = 0; shown < count && !out.checkError(); shown++) {
      if (shown > 0 && shutdown.await(interval)) {
        break;
      }
      Status status = Status.of(before, QueueFacts.brief(store.store(), TTL));
      before = Optional.of(status.facts());
      String line =
          json ? EventParser.JSON.writeValueAsString(status.briefFields()) : table.row(status);
      // erases the rest of the line before it
      out.print(rewriting ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
      out.flush();
    }
    if (rewriting) {
      out.println();
    }
  }

  static Table<Status> table(int width) {
    return new Table<>(
        List.of(
            Column.number("PENDING", 12, 0, status -> pending(status)),
            Column.number(
                "OLDEST", 7, 1, status -> TextOf.age(status.facts().stats().oldestPendingAge())),
            Column.number(
                "IN/S",
                8,
                3,
                status -> status.rates().map(one -> TextOf.number(one.in())).orElse("-")),
            Column.number(
                "OUT/S",
                8,
                4,
                status -> status.rates().map(one -> TextOf.number(one.out())).orElse("-")),
            Column.number("DEAD", 8, 2, status -> TextOf.count(status.facts().deadLetters())),
            Column.text("TIME", 20, 5, status -> TextOf.time(status.facts().at()))),
        "GATE",
        status -> status.facts().gate(),
        width);
  }

  private static String pending(Status status) {
    return (status.facts().stats().estimated() ? "~" : "")
        + TextOf.count(status.facts().stats().depth());
  }
}
