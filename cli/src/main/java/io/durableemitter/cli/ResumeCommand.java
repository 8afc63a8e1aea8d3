package io.durableemitter.cli;

import io.durableemitter.spi.QueueAction;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has all hosts of a table deliver again. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = {"Ends a pause: all hosts of the table deliver again."},
    footer = {
      "",
      "Examples:",
      "  durable-emitter resume",
      "  durable-emitter resume --reason 'the receiver has moved' --json"
    })
final class ResumeCommand implements Callable<Integer> {

  private final Shutdown shutdown;

  @Mixin private OrderOptions options = new OrderOptions();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Why, for the log of actions.")
  private String reason = "";

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  ResumeCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    return options.order(
        spec.commandLine().getOut(),
        shutdown,
        QueueAction.Kind.RESUME,
        reason,
        "resumed",
        gate -> !gate.equals("PAUSED"));
  }
}
