package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.core.DeadLetters;
import io.durableemitter.core.RedrivePlan;
import io.durableemitter.spi.QueueAction;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts dead letters back into the queue. */
@Command(
    name = "redrive",
    mixinStandardHelpOptions = true,
    description = {
      "Puts dead letters back into the queue.",
      "The process that watches over it finds them there; if none runs, run emit with empty input.",
      "Events keep their ids and begin a new time to live.",
      "One that dies again meanwhile is not redriven twice."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter dead-letters redrive 17 18",
      "  durable-emitter dead-letters redrive --reason rejected --source billing --dry-run",
      "  durable-emitter dead-letters redrive --all --rate 100/s --most 10000"
    })
final class LettersRedriveCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private LetterSelection selection = new LetterSelection();
  @Mixin private ActorOption actor = new ActorOption();

  @Option(
      names = "--rate",
      paramLabel = "N/s",
      description = "The most in a second, such as 100/s. Default: as fast as the database can.")
  private String rate = "";

  @Option(names = "--dry-run", description = "Only say how many would be redriven.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  LettersRedriveCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    DeadLetterFilter filter = selection.filter();
    OptionalInt perSecond = perSecond();
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      DeadLetters letters = DeadLetters.of(store.store());
      long count = Math.min(letters.count(filter), selection.most());
      if (dryRun) {
        return end("wouldRedrive", count, Count.of(count, "dead letter") + " would be redriven");
      }
      LetterProgress progress =
          new LetterProgress(
              new Progress(spec.commandLine().getErr(), json), shutdown, "redriven", count);
      RedrivePlan plan =
          new RedrivePlan(OptionalLong.of(selection.most()), perSecond, progress::onCount);
      long moved;
      try {
        moved = progress.run(() -> letters.redrive(filter, plan));
      } finally {
        log(store, progress.count());
      }
      return end(
          "redriven",
          moved,
          Count.of(moved, "dead letter") + " " + Count.are(moved) + " back in the queue");
    }
  }

  private void log(OpenStore store, long moved) {
    if (moved > 0) {
      ActionLog.write(
          store.store(),
          QueueAction.Kind.REDRIVE,
          actor.value(),
          Count.of(moved, "dead letter") + ": " + selection.describe(),
          spec.commandLine().getErr());
    }
  }

  private int end(String name, long count, String text) throws JsonProcessingException {
    spec.commandLine()
        .getOut()
        .println(json ? EventParser.JSON.writeValueAsString(Map.of(name, count)) : text);
    return shutdown.requested() ? ExitCode.INTERRUPTED : selection.exitCode(count, "redriven");
  }

  private OptionalInt perSecond() {
    if (rate.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!rate.matches("[1-9]\\d{0,8}(/s)?")) {
      throw new CommandException(
          ExitCode.USAGE, "--rate must be a number per second such as 100/s but is '" + rate + "'");
    }
    return OptionalInt.of(Integer.parseInt(rate.replace("/s", "")));
  }
}
