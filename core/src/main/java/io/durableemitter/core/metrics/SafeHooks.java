package io.durableemitter.core.metrics;

import io.durableemitter.api.Hooks;
import io.durableemitter.api.log.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells health what happened, then calls a user's hooks; what they throw is counted and logged, and
 * goes no further.
 */
public final class SafeHooks implements Hooks {

  private static final Logger log = LoggerFactory.getLogger(SafeHooks.class);

  private final Hooks hooks;
  private final HealthSignals signals;
  private final EmitterCounters counters;
  private final LogThrottle throttle;

  /** Hooks around those of a user. */
  public SafeHooks(
      Hooks hooks, HealthSignals signals, EmitterCounters counters, LogThrottle throttle) {
    this.hooks = hooks;
    this.signals = signals;
    this.counters = counters;
    this.throttle = throttle;
  }

  @Override
  public void onEmitInsert(EmitInsert insert) {
    signals.inserted(insert);
    contain("onEmitInsert", () -> hooks.onEmitInsert(insert));
  }

  @Override
  public void onBatchPublish(BatchPublish publish) {
    signals.published(publish);
    contain("onBatchPublish", () -> hooks.onBatchPublish(publish));
  }

  @Override
  public void onBatchMarkDelivered(BatchMarkDelivered mark) {
    contain("onBatchMarkDelivered", () -> hooks.onBatchMarkDelivered(mark));
  }

  private void contain(String name, Runnable call) {
    if (hooks == NONE) {
      return;
    }
    try {
      call.run();
    } catch (Throwable thrown) {
      counters.hookFailed();
      throttle.run(
          "hook " + name,
          suppressed ->
              log.warn("hook {} threw ({} more since the last report)", name, suppressed, thrown));
    }
  }
}
