package io.durableemitter.core.deliver;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.Hooks;
import io.durableemitter.core.encode.EncodedEvent;
import io.durableemitter.core.metrics.EmitterCounters;
import io.durableemitter.core.metrics.Phase;
import io.durableemitter.core.metrics.Timings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes the result of each delivery: what is delivered is marked, what failed goes its way. */
public final class DeliveryHandler {

  private final DeliveryGate gate;
  private final DeliveredMarker marker;
  private final Optional<Fallback> fallback;
  private final FailureHandler failures;
  private final Hooks hooks;
  private final EmitterCounters counters;
  private final Timings timings;

  /** A handler that tells the gate, the marker, and for failures the fallback and their handler. */
  public DeliveryHandler(
      DeliveryGate gate,
      DeliveredMarker marker,
      Optional<Fallback> fallback,
      FailureHandler failures,
      Hooks hooks,
      EmitterCounters counters,
      Timings timings) {
    this.gate = gate;
    this.marker = marker;
    this.fallback = fallback;
    this.failures = failures;
    this.hooks = hooks;
    this.counters = counters;
    this.timings = timings;
  }

  Delivery firstSend(long rowId, EncodedEvent event) {
    return new Delivery(this, rowId, event, Phase.BATCH, 0, System.nanoTime(), result -> {});
  }

  Delivery retransmission(
      long rowId, EncodedEvent event, int attempts, Consumer<DeliveryResult> done) {
    return new Delivery(this, rowId, event, Phase.RETRANSMIT, attempts, System.nanoTime(), done);
  }

  void handle(Delivery delivery, DeliveryResult result) {
    long nanos = System.nanoTime() - delivery.beginNanos();
    timings.publish(nanos, delivery.phase(), !result.isDelivered());
    gate.told(result);
    hooks.onBatchPublish(new Hooks.BatchPublish(Duration.ofNanos(nanos), 1, result));
    if (result.isDelivered()) {
      counters.published(delivery.phase());
    } else {
      counters.publishFailed(delivery.phase());
      if (triesAlone(delivery, result)) {
        return;
      }
    }
    end(delivery, result);
  }

  /** First sends only: a retransmission is itself a second try. */
  private boolean triesAlone(Delivery delivery, DeliveryResult result) {
    return delivery.phase() == Phase.BATCH
        && result instanceof DeliveryResult.Failed failed
        && fallback.isPresent()
        && fallback.get().begin(delivery.event(), failed, second -> endAlone(delivery, second));
  }

  private void endAlone(Delivery delivery, DeliveryResult result) {
    gate.told(result);
    end(delivery, result);
  }

  private void end(Delivery delivery, DeliveryResult result) {
    if (result.isDelivered()) {
      marker.mark(delivery.rowId());
    } else {
      failures.handle(delivery, result);
    }
    delivery.done().accept(result);
  }
}
