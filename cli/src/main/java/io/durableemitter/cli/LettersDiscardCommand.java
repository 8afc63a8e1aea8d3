package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.core.DeadLetters;
import io.durableemitter.spi.QueueAction;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes dead letters for ever. */
@Command(
    name = "discard",
    mixinStandardHelpOptions = true,
    description = {
      "Removes dead letters for ever.",
      "It asks before it does so; where nobody can be asked, --yes is needed."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter dead-letters discard 17 18",
      "  durable-emitter dead-letters discard --reason undecodable --yes"
    })
final class LettersDiscardCommand implements Callable<Integer> {

  // set by the launcher, which can tell whether somebody can be asked; Java cannot
  static final String ANSWERS_PROPERTY = "durableemitter.answers";

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private LetterSelection selection = new LetterSelection();
  @Mixin private ActorOption actor = new ActorOption();

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  LettersDiscardCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws IOException {
    DeadLetterFilter filter = selection.filter();
    if (!yes && !Boolean.getBoolean(ANSWERS_PROPERTY)) {
      throw new CommandException(
          ExitCode.USAGE,
          "discarding is for ever and nobody can be asked here; add --yes if it is meant");
    }
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      DeadLetters letters = DeadLetters.of(store.store());
      // what dies while the user thinks is not what the user was asked about
      DeadLetterFilter asked = filter.withUpToId(store.store().lastDeadLetterId());
      long count = Math.min(letters.count(asked), selection.most());
      if (!yes && count > 0 && !isConfirmed(count)) {
        throw new CommandException(ExitCode.FAILED, "nothing was discarded");
      }
      LetterProgress progress =
          new LetterProgress(
              new Progress(spec.commandLine().getErr(), json), shutdown, "discarded", count);
      long removed;
      try {
        removed = progress.run(() -> letters.discard(asked, selection.most(), progress::onCount));
      } finally {
        log(store, progress.count());
      }
      return end(removed);
    }
  }

  private boolean isConfirmed(long count) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    err.print("remove " + Count.of(count, "dead letter") + " for ever? Type yes: ");
    err.flush();
    InputStream in = new BackgroundInput(() -> System.in, shutdown);
    StringBuilder line = new StringBuilder();
    try {
      for (int c = in.read(); c >= 0 && c != '\n' && line.length() < 10; c = in.read()) {
        line.append((char) c);
      }
    } catch (StopReading e) {
      throw Shutdown.interrupted("asking; nothing was discarded", e);
    }
    return line.toString().strip().equalsIgnoreCase("yes");
  }

  private void log(OpenStore store, long removed) {
    if (removed > 0) {
      ActionLog.write(
          store.store(),
          QueueAction.Kind.DISCARD,
          actor.value(),
          Count.of(removed, "dead letter") + ": " + selection.describe(),
          spec.commandLine().getErr());
    }
  }

  private int end(long removed) throws JsonProcessingException {
    spec.commandLine()
        .getOut()
        .println(
            json
                ? EventParser.JSON.writeValueAsString(Map.of("discarded", removed))
                : Count.of(removed, "dead letter") + " " + Count.are(removed) + " removed");
    return shutdown.requested() ? ExitCode.INTERRUPTED : selection.exitCode(removed, "discarded");
  }
}
