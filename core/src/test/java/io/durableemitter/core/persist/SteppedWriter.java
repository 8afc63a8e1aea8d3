package io.durableemitter.core.persist;

import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.metrics.EmitterCounters;
import java.util.Optional;

/** Opens what a writer can do without threads of its own. */
public final class SteppedWriter {

  private SteppedWriter() {}

  /** Completions by whoever inserts. */
  public static Completions completions(EmitterCounters counters, LogThrottle throttle) {
    return new Completions(1_000_000, Optional.of(Runnable::run), counters, throttle);
  }

  public static int runOnce(EventWriter writer) {
    return writer.runOnce();
  }
}
