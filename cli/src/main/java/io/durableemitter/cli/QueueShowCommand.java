package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.PendingEvent;
import io.durableemitter.core.PendingEvents;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one pending event. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows all that is known of a pending event.",
      "Its attributes, who holds it, how often it was sent and what went wrong last. What",
      "it carries is shown with --payload only, since that may be secret."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter queue show 17",
      "  durable-emitter queue show 17 --payload --json"
    })
final class QueueShowCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private ShowOptions show = new ShowOptions();

  @Parameters(paramLabel = "ID", description = "The row's id, as 'ls' shows it.")
  private long id;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  QueueShowCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    PendingEvent event;
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      event = PendingEvents.of(store.store()).find(id).orElseThrow(this::gone);
    }
    show.print(spec.commandLine().getOut(), PendingText.fields(event), event.payload());
    return ExitCode.OK;
  }

  private CommandException gone() {
    return new CommandException(
        ExitCode.FAILED,
        "row "
            + id
            + " is not pending: it was delivered, is a dead letter now, or never was; see 'ls' and"
            + " 'dead-letters list'");
  }
}
