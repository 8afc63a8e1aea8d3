package io.durableemitter.core.internal.deliver;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.metrics.Phase;
import io.durableemitter.spi.DeliveryCallback;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An event with the transport. Settled once: by the transport, or by the dispatcher if the
 * transport throws.
 */
final class Delivery implements DeliveryCallback {

  private final DeliveryHandler handler;
  private final Long rowId; // see InFlightRows
  private final EncodedEvent event;
  private final Phase phase;
  private final int failures;
  private final long beginNanos = System.nanoTime();
  private final AtomicBoolean settled = new AtomicBoolean();

  /**
   * A delivery that begins now.
   *
   * @param handler told how it ends
   * @param rowId the row
   * @param event the event
   * @param phase on which walk
   * @param failures how often the event has failed on its own before
   */
  Delivery(DeliveryHandler handler, Long rowId, EncodedEvent event, Phase phase, int failures) {
    this.handler = handler;
    this.rowId = rowId;
    this.event = event;
    this.phase = phase;
    this.failures = failures;
  }

  @Override
  public void onResult(DeliveryResult result) {
    if (settled.compareAndSet(false, true)) {
      handler.handle(this, result);
    }
  }

  Long rowId() {
    return rowId;
  }

  EncodedEvent event() {
    return event;
  }

  Phase phase() {
    return phase;
  }

  int failures() {
    return failures;
  }

  long beginNanos() {
    return beginNanos;
  }
}
