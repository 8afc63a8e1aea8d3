package io.durableemitter.core.deliver;

import io.durableemitter.api.BatchEmitter;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EnqueueResult;
import io.durableemitter.core.encode.EncodedEvent;
import io.durableemitter.core.metrics.EmitterCounters;
import io.durableemitter.core.metrics.Phase;
import java.util.function.Consumer;

/**
 * Hands stored events to the transport. Never blocks: an event that the transport does not take
 * waits in the store for the night watch.
 */
public final class Dispatcher {

  private final BatchEmitter transport;
  private final DeliveryHandler handler;
  private final InFlight inFlight;
  private final EmitterCounters counters;

  /** A dispatcher that tells the handler of each result. */
  public Dispatcher(
      BatchEmitter transport,
      DeliveryHandler handler,
      InFlight inFlight,
      EmitterCounters counters) {
    this.transport = transport;
    this.handler = handler;
    this.inFlight = inFlight;
    this.counters = counters;
  }

  /** Hands over an event that was stored just now. */
  public void dispatchNew(long rowId, EncodedEvent event) {
    dispatch(rowId, event, Phase.BATCH, result -> {});
  }

  /**
   * Hands over an event from the store.
   *
   * @param done told the result, if the transport takes the event
   * @return whether the transport took it
   */
  public EnqueueResult retransmit(long rowId, EncodedEvent event, Consumer<DeliveryResult> done) {
    EnqueueResult result = dispatch(rowId, event, Phase.RETRANSMIT, done);
    if (result == EnqueueResult.ACCEPTED) {
      counters.retransmitted();
    }
    return result;
  }

  private EnqueueResult dispatch(
      long rowId, EncodedEvent event, Phase phase, Consumer<DeliveryResult> done) {
    // before the hand-over: the result may come before queueMessage returns
    inFlight.add(rowId);
    EnqueueResult result = EnqueueResult.CLOSED;
    try {
      result =
          transport.queueMessage(
              event.header(), event.payload(), handler.delivery(rowId, event, phase, done));
    } finally {
      if (result != EnqueueResult.ACCEPTED) {
        inFlight.remove(rowId);
      }
    }
    if (result == EnqueueResult.BUFFER_FULL) {
      counters.bufferFull(phase);
    }
    return result;
  }

  /** The rows that are on their way. */
  public InFlight inFlight() {
    return inFlight;
  }
}
