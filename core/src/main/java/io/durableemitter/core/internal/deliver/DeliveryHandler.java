package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.Phase;
import io.durableemitter.core.internal.metrics.Timings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Handles the result of each delivery: has delivered rows marked, and passes failures to the
 * fallback or the failure handler. Whatever is thrown meanwhile, the row does not stay in flight:
 * at worst it stays pending.
 */
public final class DeliveryHandler {

  private final DeliveryGate gate;
  private final DeliveredMarker marker;
  private final Optional<Fallback> fallback;
  private final FailureHandler failures;
  private final InFlightRows inFlight;
  private final Hooks hooks;
  private final EmitterCounters counters;
  private final Timings timings;
  private final Consumer<Throwable> figuresFailed;

  /** A handler that tells the gate, the marker, and for failures the fallback and their handler. */
  public DeliveryHandler(
      DeliveryGate gate,
      DeliveredMarker marker,
      Optional<Fallback> fallback,
      FailureHandler failures,
      InFlightRows inFlight,
      Hooks hooks,
      EmitterCounters counters,
      Timings timings,
      LogThrottle throttle) {
    this.gate = gate;
    this.marker = marker;
    this.fallback = fallback;
    this.failures = failures;
    this.inFlight = inFlight;
    this.hooks = hooks;
    this.counters = counters;
    this.timings = timings;
    this.figuresFailed =
        throttle
            .log(DeliveryHandler.class)
            .errorOf(
                "figures of a delivery",
                "the figures of a delivery failed; the delivery itself did not");
  }

  void handle(Delivery delivery, DeliveryResult result) {
    boolean settled = false;
    try {
      report(delivery, result);
      if (!triesAlone(delivery, result)) {
        end(delivery, result);
      }
      settled = true;
    } finally {
      if (!settled) {
        inFlight.remove(delivery.rowId());
      }
    }
  }

  /** Figures; what they throw must not decide what becomes of the row. */
  private void report(Delivery delivery, DeliveryResult result) {
    try {
      long nanos = System.nanoTime() - delivery.beginNanos();
      timings.publish(nanos, delivery.phase(), !result.isDelivered());
      gate.onResult(result);
      hooks.onBatchPublish(new Hooks.BatchPublish(Duration.ofNanos(nanos), 1, result));
      counters.published(delivery.phase(), result, nanos);
    } catch (Throwable thrown) {
      figuresFailed.accept(thrown);
    }
  }

  /** First sends only: a retransmission is itself a second try. */
  private boolean triesAlone(Delivery delivery, DeliveryResult result) {
    return delivery.phase() == Phase.BATCH
        && result instanceof DeliveryResult.Failed failed
        && fallback.isPresent()
        && fallback.get().begin(delivery.event(), failed, second -> endAlone(delivery, second));
  }

  private void endAlone(Delivery delivery, DeliveryResult result) {
    boolean settled = false;
    try {
      gate.onResult(result);
      end(delivery, result);
      settled = true;
    } finally {
      if (!settled) {
        inFlight.remove(delivery.rowId());
      }
    }
  }

  private void end(Delivery delivery, DeliveryResult result) {
    inFlight.answered(delivery.rowId());
    if (result.isDelivered()) {
      marker.mark(delivery.rowId());
    } else {
      failures.handle(delivery, result);
    }
  }
}
