package io.durableemitter.core.internal.persist;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.config.BacklogConfig;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.DurableEventStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Opens what a writer can do without threads of its own. */
public final class SteppedWriter {

  private SteppedWriter() {}

  // by whoever inserts
  private static Completions completions(EmitterCounters counters, LogThrottle throttle) {
    return new Completions(1_000_000, Optional.of(Runnable::run), counters, throttle);
  }

  /** A writer that measures how long inserts take by a test's own time. */
  public static EventWriter writer(
      DurableEventStore store,
      BatchingConfig settings,
      StoredEvents storedEvents,
      Duration slow,
      Hooks hooks,
      EmitterCounters counters,
      LogThrottle throttle,
      LongSupplier ticker) {
    return new EventWriter(
        store,
        settings,
        new BacklogLimit(BacklogConfig.ofDefaults()),
        storedEvents,
        slow,
        completions(counters, throttle),
        hooks,
        counters,
        throttle,
        ticker);
  }

  public static int runOnce(EventWriter writer) {
    return writer.runOnce();
  }
}
