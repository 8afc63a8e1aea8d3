package io.durableemitter.core.deliver;

import io.durableemitter.api.DeliveryCallback;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.encode.EncodedEvent;
import io.durableemitter.core.metrics.EmitterCounters;
import io.durableemitter.core.metrics.Phase;
import io.durableemitter.core.metrics.Timings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what becomes of a row by the result of its delivery: removed, or left to wait. */
public final class DeliveryHandler {

  private static final Logger log = LoggerFactory.getLogger(DeliveryHandler.class);

  private final DeliveredMarker marker;
  private final Optional<Fallback> fallback;
  private final InFlight inFlight;
  private final Hooks hooks;
  private final EmitterCounters counters;
  private final Timings timings;
  private final LogThrottle throttle;

  /** A handler that gives delivered rows to the marker, and failed ones to the fallback. */
  public DeliveryHandler(
      DeliveredMarker marker,
      Optional<Fallback> fallback,
      InFlight inFlight,
      Hooks hooks,
      EmitterCounters counters,
      Timings timings,
      LogThrottle throttle) {
    this.marker = marker;
    this.fallback = fallback;
    this.inFlight = inFlight;
    this.hooks = hooks;
    this.counters = counters;
    this.timings = timings;
    this.throttle = throttle;
  }

  DeliveryCallback delivery(
      long rowId, EncodedEvent event, Phase phase, Consumer<DeliveryResult> done) {
    return new Delivery(this, rowId, event, phase, System.nanoTime(), done);
  }

  private void handle(Delivery delivery, DeliveryResult result) {
    long nanos = System.nanoTime() - delivery.beginNanos();
    timings.publish(nanos, delivery.phase(), !result.isDelivered());
    hooks.onBatchPublish(new Hooks.BatchPublish(Duration.ofNanos(nanos), 1, result));
    if (result.isDelivered()) {
      counters.published(delivery.phase());
      marker.mark(delivery.rowId());
    } else {
      counters.publishFailed(delivery.phase());
      if (triesAlone(delivery, result)) {
        return;
      }
      leave(delivery, result);
    }
    delivery.done().accept(result);
  }

  /** First sends only: a retransmission is itself a second try. */
  private boolean triesAlone(Delivery delivery, DeliveryResult result) {
    return delivery.phase() == Phase.BATCH
        && result instanceof DeliveryResult.Failed failed
        && fallback.isPresent()
        && fallback.get().begin(delivery.event(), failed, second -> handleAlone(delivery, second));
  }

  private void handleAlone(Delivery delivery, DeliveryResult result) {
    if (result.isDelivered()) {
      marker.mark(delivery.rowId());
    } else {
      leave(delivery, result);
    }
    delivery.done().accept(result);
  }

  private void leave(Delivery delivery, DeliveryResult result) {
    inFlight.remove(delivery.rowId());
    report(delivery, result);
  }

  private void report(Delivery delivery, DeliveryResult result) {
    if (result instanceof DeliveryResult.Rejected rejected) {
      throttle.run(
          "rejected",
          suppressed ->
              log.warn(
                  "the ingress refused row {} ({}): {}; it stays pending ({} more since the last"
                      + " report)",
                  delivery.rowId(),
                  rejected.code(),
                  rejected.reason(),
                  suppressed));
    } else if (result instanceof DeliveryResult.Failed failed
        && failed.kind() != DeliveryResult.FailureKind.CLOSED) {
      throttle.run(
          "failed",
          suppressed ->
              log.warn(
                  "row {} was not delivered in phase {} ({}): {}; it stays pending ({} more since the"
                      + " last report)",
                  delivery.rowId(),
                  delivery.phase().label(),
                  failed.kind(),
                  failed.message(),
                  suppressed));
    }
  }

  private record Delivery(
      DeliveryHandler handler,
      long rowId,
      EncodedEvent event,
      Phase phase,
      long beginNanos,
      Consumer<DeliveryResult> done)
      implements DeliveryCallback {

    @Override
    public void onResult(DeliveryResult result) {
      handler.handle(this, result);
    }
  }
}
