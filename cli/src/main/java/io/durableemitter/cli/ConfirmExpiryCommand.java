package io.durableemitter.cli;

import io.durableemitter.spi.QueueAction;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has all hosts of a table let expire what is too old. */
@Command(
    name = "confirm-expiry",
    mixinStandardHelpOptions = true,
    description = {
      "Confirms that what is older than its time to live may expire.",
      "Hosts wait for that after the clock of the database has jumped, and tell so in 'status'."
    },
    footer = {
      "",
      "Examples:",
      "  durable-emitter confirm-expiry --reason 'the clock was wrong before'",
      "  durable-emitter confirm-expiry --wait 0s"
    })
final class ConfirmExpiryCommand implements Callable<Integer> {

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

  ConfirmExpiryCommand(Shutdown shutdown) {
    this.shutdown = shutdown;
  }

  @Override
  public Integer call() throws Exception {
    return options.order(
        spec.commandLine().getOut(),
        shutdown,
        QueueAction.Kind.CONFIRM_EXPIRY,
        reason,
        "heard it",
        gate -> true);
  }
}
