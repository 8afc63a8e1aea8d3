package io.durableemitter.cli;

import io.durableemitter.spi.QueueAction;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** A command that orders all hosts of a table something. */
abstract class OrderCommand implements Callable<Integer> {

  private final Shutdown shutdown;
  private final QueueAction.Kind kind;
  private final String done;
  private final Predicate<String> followed;

  @Mixin private OrderOptions options = new OrderOptions();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /**
   * An order.
   *
   * @param done as in "3 of 3 hosts have paused"
   * @param followed the gate of a host that has followed
   */
  OrderCommand(Shutdown shutdown, QueueAction.Kind kind, String done, Predicate<String> followed) {
    this.shutdown = shutdown;
    this.kind = kind;
    this.done = done;
    this.followed = followed;
  }

  /** Why, for the log of actions. */
  abstract String reason();

  @Override
  public Integer call() throws Exception {
    return options.order(spec.commandLine().getOut(), shutdown, kind, reason(), done, followed);
  }
}
