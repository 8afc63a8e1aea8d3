package io.durableemitter.core.deliver;

import io.durableemitter.api.DeliveryCallback;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.core.encode.EncodedEvent;
import io.durableemitter.core.metrics.Phase;
import java.util.function.Consumer;

/**
 * An event with the transport.
 *
 * @param handler told how it ends
 * @param rowId the row
 * @param event the event
 * @param phase on which walk
 * @param attempts how often the row was claimed; zero if it is not claimed
 * @param beginNanos when it was handed over
 * @param done told the result at last
 */
record Delivery(
    DeliveryHandler handler,
    long rowId,
    EncodedEvent event,
    Phase phase,
    int attempts,
    long beginNanos,
    Consumer<DeliveryResult> done)
    implements DeliveryCallback {

  @Override
  public void onResult(DeliveryResult result) {
    handler.handle(this, result);
  }
}
