package io.durableemitter.cli;

import io.durableemitter.api.internal.wire.StoredEvent;
import io.durableemitter.ingress.internal.decode.DecodedData;
import io.durableemitter.ingress.internal.decode.MessageTypes;
import io.durableemitter.ingress.internal.decode.UndecodableInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Decodes a row, a dead letter or what somebody has at hand. */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the attributes of events and what they carry, which may be secret.",
      "It reads bytes of protobuf, those in hex or base64, and CloudEvents JSON; one or several."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter events decode --row 4711",
      "  durable-emitter events decode --dead-letter 17 --json",
      "  echo 0a0169120173220174 | durable-emitter events decode",
      "  durable-emitter events decode --row 4711 --descriptor-set shop.pb --message-type shop.Order",
      "  durable-emitter events decode --row 4711 --raw > order.bin"
    })
final class EventsDecodeCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private EventSourceOptions source = new EventSourceOptions();

  @Option(
      names = "--descriptor-set",
      paramLabel = "FILE",
      defaultValue = "",
      description = {
        "Messages of Protocol Buffers, by which data is read:",
        "protoc --include_imports --descriptor_set_out=FILE makes it."
      })
  private String descriptors = "";

  @Option(
      names = "--message-type",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The message that data is, such as shop.Order. Default: what the event says.")
  private String messageType = "";

  @Option(names = "--hex", description = "Show the bytes of the data too, up to 1 MiB.")
  private boolean hex;

  @Option(
      names = "--raw",
      description = "Write the data of one event as it is, and nothing else; not to a terminal.")
  private boolean raw;

  @Option(names = "--json", description = "Print one JSON object for each event (NDJSON).")
  private boolean json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  EventsDecodeCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws IOException {
    check();
    try {
      Optional<MessageTypes> types = types();
      List<StoredEvent> events = source.read(storage, shutdown);
      if (raw) {
        writeRaw(events);
        return ExitCode.OK;
      }
      // all of them are decoded before the first is printed: wrong input prints nothing
      List<DecodedData> data = new ArrayList<>();
      events.forEach(event -> data.add(DecodedData.of(event, types)));
      EventText text = new EventText(spec.commandLine().getOut(), hex);
      for (int i = 0; i < events.size(); i++) {
        if (json) {
          text.json(events.get(i), data.get(i));
        } else {
          text.lines(events.get(i), data.get(i));
        }
      }
      return ExitCode.OK;
    } catch (UndecodableInputException e) {
      throw new CommandException(ExitCode.MALFORMED_INPUT, Errors.message(e), e);
    }
  }

  private void check() {
    source.check();
    if (!messageType.isEmpty() && descriptors.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "--message-type needs --descriptor-set, which describes it");
    }
    if (raw && (json || hex || !descriptors.isEmpty())) {
      throw new CommandException(
          ExitCode.USAGE,
          "--raw writes the data as it is; leave out --json, --hex and descriptors");
    }
    if (raw && Integer.getInteger(FindingTable.COLUMNS_PROPERTY, 0) > 0) {
      throw new CommandException(
          ExitCode.USAGE, "--raw does not write to a terminal, which it could command; add > FILE");
    }
  }

  private Optional<MessageTypes> types() throws IOException {
    if (descriptors.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(MessageTypes.read(Files.readAllBytes(Path.of(descriptors)), messageType));
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.USAGE, "file " + descriptors + " does not exist; check --descriptor-set", e);
    } catch (UndecodableInputException e) {
      throw new CommandException(ExitCode.USAGE, "--descriptor-set: " + Errors.message(e), e);
    }
  }

  private void writeRaw(List<StoredEvent> events) {
    if (events.size() != 1) {
      throw new CommandException(
          ExitCode.USAGE, "--raw is for one event, and the input has " + events.size());
    }
    byte[] data = events.get(0).dataOrEmpty();
    if (spec.commandLine().getOut() instanceof ResultWriter results) {
      results.bytes(data);
    } else {
      throw new IllegalStateException("results go to no file");
    }
  }
}
