package io.durableemitter.cli;

import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.StoreException;
import java.io.PrintWriter;

/** Writes down what was done to dead letters; what was done stays done if that fails. */
final class ActionLog {

  private ActionLog() {}

  static void write(
      DurableEventStore store,
      QueueAction.Kind kind,
      String actor,
      String detail,
      PrintWriter err) {
    try {
      store.hosts().ifPresent(registry -> registry.record(kind, actor, detail));
    } catch (StoreException e) {
      err.println(
          "durable-emitter: it is done, but not in the log of actions: " + Errors.describe(e));
    }
  }
}
