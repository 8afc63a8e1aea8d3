package io.durableemitter.core;

import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.core.internal.metrics.HealthSignals;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.StoreException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the store is: whether the last insert went well, and what its set-up lacks. */
final class StoreHealth {

  private static final Logger log = LoggerFactory.getLogger(StoreHealth.class);
  private static final int DUTIES_AT_ONCE = 3;

  private final DurableEventStore store;
  private final HealthSignals signals;
  private final int users;
  private final Optional<String> orderedBy;

  StoreHealth(DurableEventStore store, HealthSignals signals, EmitterConfig config) {
    this.store = store;
    this.signals = signals;
    this.orderedBy = config.order().attribute();
    this.users =
        config.insert().batching().workers()
            + config.remove().batching().workers()
            + DUTIES_AT_ONCE;
  }

  /**
   * Says at the start what the set-up lacks.
   *
   * @throws IllegalStateException if events are to be ordered and the store does not keep order.
   *     One that cannot be asked now refuses each event that has a key, if it does not
   */
  void check() {
    if (orderedBy.isPresent() && !keepsOrder()) {
      throw new IllegalStateException(
          "order.attribute is "
              + orderedBy.get()
              + ", but the store does not keep order: run PgMigrations.addOrderingIndex once, or use"
              + " a store that does, or leave order.attribute out");
    }
    store.weakness(users).ifPresent(weakness -> log.warn("the store is weak: {}", weakness));
  }

  private boolean keepsOrder() {
    try {
      return store.keepsOrder();
    } catch (StoreException away) {
      log.warn("whether the store keeps order is not known yet: {}", away.getMessage());
      return true;
    }
  }

  Component component() {
    Optional<String> problem = signals.storeProblem();
    if (problem.isPresent()) {
      return new Component("store", State.DOWN, problem.get());
    }
    return store
        .weakness(users)
        .map(weakness -> new Component("store", State.DEGRADED, weakness))
        .orElseGet(() -> new Component("store", State.UP, ""));
  }
}
