package io.durableemitter.core.internal.metrics;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.Failed;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.Hooks.BatchPublish;
import io.durableemitter.api.Hooks.EmitInsert;
import io.durableemitter.api.internal.text.ErrorText;
import java.util.Optional;

/**
 * What the last insert and the last delivery tell about the store and the transport. Safe for
 * concurrent use; costs a volatile read while nothing changes.
 */
public final class HealthSignals {

  private volatile Optional<String> storeProblem = Optional.empty();
  private volatile Optional<String> transportProblem = Optional.empty();

  void inserted(EmitInsert insert) {
    if (insert.error().isPresent()) {
      storeIs(insert.error().map(error -> "the last insert failed: " + ErrorText.message(error)));
    } else if (storeProblem.isPresent()) {
      storeIs(Optional.empty());
    }
  }

  private synchronized void storeIs(Optional<String> problem) {
    storeProblem = problem;
  }

  void published(BatchPublish publish) {
    if (publish.result() instanceof Failed failed && failed.kind() == FailureKind.TRANSPORT) {
      transportProblem =
          Optional.of("the last delivery failed, events wait in the store: " + failed.message());
    } else if (transportProblem.isPresent() && hasAnswered(publish.result())) {
      transportProblem = Optional.empty();
    }
  }

  private static boolean hasAnswered(DeliveryResult result) {
    return !(result instanceof Failed failed)
        || failed.kind() == FailureKind.CALL
        || failed.kind() == FailureKind.MISMATCH;
  }

  /** An insert would go well again; without effect if another one has failed meanwhile. */
  public synchronized void storeProbed(Optional<String> problem) {
    if (storeProblem.equals(problem)) {
      storeProblem = Optional.empty();
    }
  }

  /** What is wrong with the store; empty if the last insert went well or there was none. */
  public Optional<String> storeProblem() {
    return storeProblem;
  }

  /** What is wrong with the transport; empty if the last delivery went well or there was none. */
  public Optional<String> transportProblem() {
    return transportProblem;
  }
}
