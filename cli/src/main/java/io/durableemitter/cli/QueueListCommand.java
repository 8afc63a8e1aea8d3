package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.PendingEvent;
import io.durableemitter.api.PendingEventPage;
import io.durableemitter.api.PendingFilter;
import io.durableemitter.core.PendingEvents;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists pending events in pages, so that any number fits into memory. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = {
      "Lists events that are not delivered yet, oldest first, without their payloads.",
      "There is no index on what is in an event: a search reads and decodes the queue, in pages,",
      "until it has found as many as --limit says, or has read all. Ctrl-C ends it; it then says",
      "where to go on."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter queue ls",
      "  durable-emitter queue ls --older-than 10m --limit 10",
      "  durable-emitter queue ls --event-id 7f0c --json",
      "  durable-emitter queue ls --source billing --type invoice.paid --after 120"
    })
final class QueueListCommand implements Callable<Integer> {

  private static final int PAGE = 50;

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private EventFilters filters = new EventFilters();
  @Mixin private PageOptions page = new PageOptions();

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      defaultValue = "0s",
      description = "Only those that were stored at least so long ago, such as 10m.")
  private Duration olderThan = Duration.ZERO;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  QueueListCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    PendingFilter filter = filters.pending().withMinAge(olderThan);
    long limit = page.limit();
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      list(PendingEvents.of(store.store()), filter, limit);
    }
    return shutdown.requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private void list(PendingEvents events, PendingFilter filter, long limit)
      throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr(), page.json());
    Table<PendingEvent> table = PendingText.table(Table.terminalWidth());
    long last = page.after();
    long found = 0;
    long walked = 0;
    boolean more = true;
    while (found < limit && more && !shutdown.requested() && !out.checkError()) {
      PendingEventPage read = events.list(filter, last, (int) Math.min(PAGE, limit - found));
      progress.clear();
      for (PendingEvent event : read.events()) {
        if (!page.json() && found == 0) {
          out.println(table.heading());
        }
        out.println(page.json() ? PendingText.json(event) : table.row(event));
        found++;
      }
      last = read.next();
      more = read.more();
      walked += read.walked();
      progress.show(Count.of(walked, "row") + " read, " + found + " found");
    }
    progress.clear();
    if (!page.json()) {
      spec.commandLine().getErr().println(summary(found, walked, more, last));
    }
  }

  private String summary(long found, long walked, boolean more, long last) {
    boolean filtered = filters.given() || !olderThan.isZero();
    String which = filtered ? " like this" : "";
    String what = found == 0 ? "no event is pending" + which : Count.of(found, "event") + which;
    return what
        + (filtered ? ", of " + Count.of(walked, "row") + " read" : "")
        + (more ? "; go on with --after " + last : "");
  }
}
