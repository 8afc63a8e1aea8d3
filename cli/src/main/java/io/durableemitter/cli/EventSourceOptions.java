package io.durableemitter.cli;

import io.durableemitter.api.internal.wire.StoredEvent;
import io.durableemitter.core.DeadLetters;
import io.durableemitter.core.PendingEvents;
import io.durableemitter.ingress.internal.decode.EventInput;
import io.durableemitter.postgres.PgDurableEventStore;
import io.durableemitter.spi.DurableEventStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which events are decoded: those of a row, of a dead letter, or of an input. */
final class EventSourceOptions {

  @Option(names = "--row", paramLabel = "ID", description = "A pending row of the table.")
  private Optional<Long> row = Optional.empty();

  @Option(names = "--dead-letter", paramLabel = "ID", description = "A dead letter.")
  private Optional<Long> letter = Optional.empty();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "The file to read; - for standard input, which is the default. At most 10 MiB.")
  private Optional<String> input = Optional.empty();

  void check() {
    int given =
        (row.isPresent() ? 1 : 0) + (letter.isPresent() ? 1 : 0) + (input.isPresent() ? 1 : 0);
    if (given > 1) {
      throw new CommandException(
          ExitCode.USAGE, "only one of --row, --dead-letter and --input can be decoded at once");
    }
  }

  List<StoredEvent> read(StoreOptions storage, Shutdown shutdown) throws IOException {
    if (row.isEmpty() && letter.isEmpty()) {
      return EventInput.read(bytes());
    }
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      byte[] payload =
          row.isPresent() ? row(store.store(), row.get()) : letter(store.store(), letter.get());
      return List.of(EventInput.ofPayload(payload));
    }
  }

  private static byte[] row(DurableEventStore store, long id) {
    return PendingEvents.of(store)
        .find(id)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.FAILED,
                    "there is no pending row "
                        + id
                        + "; it was delivered, or has become a dead letter: see"
                        + " 'dead-letters list'"))
        .payload()
        .toByteArray();
  }

  private static byte[] letter(PgDurableEventStore store, long id) {
    return DeadLetters.of(store)
        .find(id)
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.FAILED, "there is no dead letter " + id + "; see 'dead-letters list'"))
        .payload()
        .toByteArray();
  }

  private byte[] bytes() throws IOException {
    String name = input.orElse("-");
    if (name.equals("-")) {
      return System.in.readNBytes(EventInput.LONGEST + 1);
    }
    try (InputStream in = Files.newInputStream(Path.of(name))) {
      return in.readNBytes(EventInput.LONGEST + 1);
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.FAILED, "input file " + name + " does not exist; check --input", e);
    }
  }
}
