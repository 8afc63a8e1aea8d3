package io.durableemitter.core.internal.maintain;

import io.durableemitter.core.internal.metrics.HealthSignals;
import io.durableemitter.spi.DurableEventStore;
import java.util.Optional;

/**
 * Tries a store again whose last insert failed, so that readiness comes back without an emit: who
 * is not ready gets none.
 */
public final class StoreProbe {

  private final DurableEventStore store;
  private final HealthSignals signals;

  public StoreProbe(DurableEventStore store, HealthSignals signals) {
    this.store = store;
    this.signals = signals;
  }

  /** Tries it if there is a reason to. */
  public void look() {
    Optional<String> problem = signals.storeProblem();
    if (problem.isPresent()) {
      store.probe();
      signals.storeProbed(problem);
    }
  }
}
