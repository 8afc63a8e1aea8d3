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
  @Mixin private PageOptions page = new PageOptions();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  LettersListCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    DeadLetterFilter filter = filters.filter();
    long limit = page.limit();
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      list(DeadLetters.of(store.store()), filter, limit);
    }
    return shutdown.requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private void list(DeadLetters letters, DeadLetterFilter filter, long limit)
      throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    Table<DeadLetter> table = LetterText.table(Table.terminalWidth());
    long last = page.after();
    long left = limit;
    boolean more = true;
    while (left > 0 && more && !shutdown.requested() && !out.checkError()) {
      int size = (int) Math.min(PAGE, left);
      List<DeadLetter> read = letters.list(filter, last, size);
      for (DeadLetter letter : read) {
        if (page.json()) {
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
      more = !read.isEmpty();
    }
    if (!page.json()) {
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
