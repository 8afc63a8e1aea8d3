package io.durableemitter.cli;

import io.durableemitter.spi.QueueAction;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has all hosts of a table deliver nothing. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "Pauses delivery: all hosts of the table send nothing more until 'resume'.",
      "Emits go on, and what they store waits; its time to live goes on too.",
      "Hosts that start later are paused too. Who did it and why is shown by 'status'."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter pause --reason 'the receiver moves to another cluster'",
      "  durable-emitter pause --reason upgrade --wait 30s --database jdbc:postgresql://db/events"
    })
final class PauseCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private OrderOptions options = new OrderOptions();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, for whoever finds the queue paused.")
  private String reason = "";

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  PauseCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    if (reason.isBlank()) {
      throw new CommandException(
          ExitCode.USAGE, "--reason must say why, for whoever finds the queue paused");
    }
    return options.order(
        spec.commandLine().getOut(),
        shutdown,
        QueueAction.Kind.PAUSE,
        reason,
        "paused",
        gate -> gate.equals("PAUSED"));
  }
}
