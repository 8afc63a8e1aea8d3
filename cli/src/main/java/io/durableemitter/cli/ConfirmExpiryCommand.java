package io.durableemitter.cli;

import io.durableemitter.spi.QueueAction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
final class ConfirmExpiryCommand extends OrderCommand {

  @Mixin private ReasonOption reason = new ReasonOption();

  ConfirmExpiryCommand(Shutdown shutdown) {
    super(shutdown, QueueAction.Kind.CONFIRM_EXPIRY, "heard it", gate -> true);
  }

  @Override
  String reason() {
    return reason.value();
  }
}
