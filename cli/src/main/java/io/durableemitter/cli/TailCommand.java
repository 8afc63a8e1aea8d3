package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.PendingEvent;
import io.durableemitter.api.PendingEventPage;
import io.durableemitter.api.PendingFilter;
import io.durableemitter.core.DeadLetters;
import io.durableemitter.core.PendingEvents;
import io.durableemitter.spi.DurableEventStore;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows events as they are stored, or as they die. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = {
      "Follows events as they are stored, until Ctrl-C or --count: a line each, no payloads.",
      "It asks the table each --interval. An event that was delivered and removed before it looked is",
      "not seen, and most are gone within milliseconds: while all is well this is a sample, and in",
      "an outage it is all of them.",
      "With --dead-letters it follows events that die; these stay, so all are seen."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter tail",
      "  durable-emitter tail --type invoice.paid --json",
      "  durable-emitter tail --dead-letters",
      "  durable-emitter tail --count 10 --interval 200ms"
    })
final class TailCommand implements Callable<Integer> {

  private static final int PAGE = 500;

  /** One kind of what is followed. */
  private record Kind<T>(Tail<T> tail, Table<T> table, Function<T, Instant> time, Json<T> json) {}

  @FunctionalInterface
  private interface Json<T> {
    String of(T row) throws JsonProcessingException;
  }

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private EventFilters filters = new EventFilters();

  @Option(names = "--dead-letters", description = "Follow dead letters instead.")
  private boolean deadLetters;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "How long to wait between two looks. Default ${DEFAULT-VALUE}.")
  private Duration interval = Duration.ZERO;

  @Option(names = "--count", paramLabel = "N", description = "End after so many.")
  private long count = Long.MAX_VALUE;

  @Option(names = "--json", description = "Print one JSON object per line (NDJSON).")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  TailCommand(Shutdown shutdown) {
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
      if (deadLetters) {
        follow(letters(store.store()), store.store().currentTime());
      } else {
        follow(events(store.store()), store.store().currentTime());
      }
    }
    return shutdown.requested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  private Kind<PendingEvent> events(DurableEventStore store) {
    PendingEvents events = PendingEvents.of(store);
    PendingFilter filter = filters.pending();
    return new Kind<>(
        new Tail<>(
            after -> {
              PendingEventPage page = events.list(filter, after, PAGE);
              return new Tail.Batch<>(page.events(), page.next(), page.more());
            },
            events::lastId,
            PendingEvent::id,
            System::nanoTime),
        PendingText.table(Table.terminalWidth()),
        PendingEvent::createdAt,
        PendingText::json);
  }

  private Kind<DeadLetter> letters(DurableEventStore store) {
    DeadLetters letters = DeadLetters.of(store);
    DeadLetterFilter filter = filters.deadLetters();
    return new Kind<>(
        new Tail<>(
            after -> {
              List<DeadLetter> page = letters.list(filter, after, PAGE);
              return page.isEmpty()
                  ? new Tail.Batch<>(page, after, false)
                  : new Tail.Batch<>(page, page.get(page.size() - 1).id(), true);
            },
            store::lastDeadLetterId,
            DeadLetter::id,
            System::nanoTime),
        LetterText.table(Table.terminalWidth()),
        DeadLetter::diedAt,
        LetterText::json);
  }

  /** What is older than the beginning was there before. */
  private <T> void follow(Kind<T> kind, Instant begin)
      throws JsonProcessingException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.println(kind.table().heading());
      out.flush();
    }
    long left = count;
    while (left > 0 && !out.checkError()) {
      long after = kind.tail().begin();
      boolean more = true;
      while (more && left > 0 && !shutdown.requested()) {
        Tail.Batch<T> batch = kind.tail().look(after);
        for (T row : batch.rows()) {
          if (left > 0 && !kind.time().apply(row).isBefore(begin)) {
            out.println(json ? kind.json().of(row) : kind.table().row(row));
            left--;
          }
        }
        out.flush();
        after = batch.next();
        more = batch.more();
      }
      if (left > 0 && shutdown.await(interval)) {
        return;
      }
    }
  }
}
