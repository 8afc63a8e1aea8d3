package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.core.DeadLetters;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists dead letters in pages, so that any number fits into memory. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists dead letters, oldest first, without their payloads.",
    footer = {
      "",
      "Examples:",
      "  durable-emitter dead-letters list",
      "  durable-emitter dead-letters list --reason rejected --type invoice.paid --limit 10",
      "  durable-emitter dead-letters list --after 120 --json"
    })
final class LettersListCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  private static final int PAGE = 50;

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private LetterFilters filters = new LetterFilters();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "The most to list. Default ${DEFAULT-VALUE}.")
  private long limit;

  @Option(
      names = "--after",
      paramLabel = "ID",
      defaultValue = "0",
      description = "Only those behind this id: the last one of the page before.")
  private long after;

  @Option(names = "--json", description = "Print one JSON object per line (NDJSON).")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  LettersListCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    DeadLetterFilter filter = filters.filter();
    if (limit < 1) {
      throw new CommandException(ExitCode.USAGE, "--limit must be at least 1 but is " + limit);
    }
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      list(DeadLetters.of(store.store()), filter);
    }
    return shutdown.requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private void list(DeadLetters letters, DeadLetterFilter filter) throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    Table<DeadLetter> table = LetterText.table(Table.terminalWidth());
    long last = after;
    long left = limit;
    boolean more = true;
    while (left > 0 && more && !shutdown.requested() && !out.checkError()) {
      int size = (int) Math.min(PAGE, left);
      List<DeadLetter> page = letters.list(filter, last, size);
      for (DeadLetter letter : page) {
        if (json) {
          out.println(LetterText.json(letter));
        } else {
          if (left == limit) {
            out.println(table.heading());
          }
          out.println(table.row(letter));
        }
        last = letter.id();
        left--;
      }
      more = !page.isEmpty();
    }
    if (!json) {
      summarize(letters.count(filter), more ? "; go on with --after " + last : "");
    }
  }

  private void summarize(long count, String next) {
    PrintWriter err = spec.commandLine().getErr();
    String which = filters.given() ? " like this" : "";
    if (count == 0) {
      err.println("there are no dead letters" + which);
    } else {
      err.println(Count.of(count, "dead letter") + which + next);
    }
  }
}
