package io.durableemitter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.durableemitter.api.DeadLetter;
import io.durableemitter.core.DeadLetters;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one dead letter. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows all that is known of a dead letter.",
      "What it carries is shown with --payload only, since that may be secret."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter dead-letters show 17",
      "  durable-emitter dead-letters show 17 --payload --json"
    })
final class LettersShowCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private StoreOptions storage = new StoreOptions();
  @Mixin private ShowOptions show = new ShowOptions();

  @Parameters(paramLabel = "ID", description = "The dead letter's id, as 'list' shows it.")
  private long id;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  LettersShowCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    DeadLetter letter;
    try (OpenStore store = OpenStore.existing(storage, shutdown)) {
      letter =
          DeadLetters.of(store.store())
              .find(id)
              .orElseThrow(
                  () ->
                      new CommandException(
                          ExitCode.FAILED, "there is no dead letter " + id + "; see 'list'"));
    }
    show.print(spec.commandLine().getOut(), LetterText.fields(letter), letter.payload());
    return ExitCode.OK;
  }
}
