package io.durableemitter.core.deliver;

import io.durableemitter.api.BatchEmitter;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.EnqueueResult;
import io.durableemitter.core.encode.EncodedEvent;
import io.durableemitter.core.metrics.EmitterCounters;
import java.util.function.Consumer;

/**
 * Hands stored events to the transport. Never blocks: an event that the transport does not take
 * waits in the store for the night watch.
 */
public final class Dispatcher {

  private final BatchEmitter transport;
  private final DeliveryGate gate;
  private final DeliveryHandler handler;
  private final InFlight inFlight;
  private final EmitterCounters counters;

  /** A dispatcher that tells the handler of each result. */
  public Dispatcher(
      BatchEmitter transport,
      DeliveryGate gate,
      DeliveryHandler handler,
      InFlight inFlight,
      EmitterCounters counters) {
    this.transport = transport;
    this.gate = gate;
    this.handler = handler;
    this.inFlight = inFlight;
    this.counters = counters;
  }

  /** Hands over an event that was stored just now, if the gate lets it pass. */
  public void dispatchNew(long rowId, EncodedEvent event) {
    if (gate.admit(1) == 0) {
      counters.heldByGate();
      return;
    }
    // before the hand-over: the result may come before queueMessage returns
    inFlight.add(rowId);
    EnqueueResult result = EnqueueResult.CLOSED;
    try {
      result = handOver(handler.firstSend(rowId, event));
    } finally {
      if (result != EnqueueResult.ACCEPTED) {
        inFlight.remove(rowId);
      }
    }
  }

  /**
   * Hands over an event from the store, which the caller has put in flight; it stays so unless the
   * transport takes it and its delivery ends.
   *
   * @param attempts how often the row was claimed; zero if it is not claimed
   * @param done told the result, if the transport takes the event
   * @return whether the transport took it
   */
  public EnqueueResult retransmit(
      long rowId, EncodedEvent event, int attempts, Consumer<DeliveryResult> done) {
    EnqueueResult result = handOver(handler.retransmission(rowId, event, attempts, done));
    if (result == EnqueueResult.ACCEPTED) {
      counters.retransmitted();
    }
    return result;
  }

  private EnqueueResult handOver(Delivery delivery) {
    EncodedEvent event = delivery.event();
    EnqueueResult result = transport.queueMessage(event.header(), event.payload(), delivery);
    if (result == EnqueueResult.BUFFER_FULL) {
      counters.bufferFull(delivery.phase());
    }
    return result;
  }

  /** The rows that are on their way. */
  public InFlight inFlight() {
    return inFlight;
  }
}
