package io.durableemitter.core.internal.deliver;

import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.Phase;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.EnqueueResult;
import java.util.function.UnaryOperator;

/**
 * Hands stored events to the transport. Never blocks: an event that the transport does not take
 * waits in the store for the maintenance. What a transport throws is the failure of one event.
 */
public final class Dispatcher {

  // 2 MiB of ids: a burst that is stored by far faster than it can be sent, for some seconds
  private static final int MOST_HELD_BACK = 1 << 18;

  private final BatchEmitter transport;
  private final DeliveryGate gate;
  private final DeliveryHandler handler;
  private final InFlightRows inFlight;
  private final EmitterCounters counters;
  private final UnaryOperator<EncodedEvent> restored;
  private final LongRing heldBack = new LongRing(MOST_HELD_BACK);
  private final Defect defect = new Defect("the transport");

  /**
   * A dispatcher.
   *
   * @param transport takes the events
   * @param gate says whether they may go
   * @param handler told how each delivery ends
   * @param inFlight knows the rows under way
   * @param counters counts
   * @param restored what an event from the store becomes before it goes out
   */
  public Dispatcher(
      BatchEmitter transport,
      DeliveryGate gate,
      DeliveryHandler handler,
      InFlightRows inFlight,
      EmitterCounters counters,
      UnaryOperator<EncodedEvent> restored) {
    this.transport = transport;
    this.gate = gate;
    this.handler = handler;
    this.inFlight = inFlight;
    this.counters = counters;
    this.restored = restored;
  }

  /**
   * Hands over an event that was stored just now, if the gate lets it pass; one with an ordering
   * key is left to the maintenance, for another of its key may be under way.
   */
  public void dispatchNew(Long rowId, EncodedEvent event) {
    if (event.payload().orderingKey().isPresent()) {
      leave(rowId);
      return;
    }
    if (gate.admit(1) == 0) {
      counters.heldByGate();
      heldBack.add(rowId);
      return;
    }
    Delivery delivery = new Delivery(handler, rowId, event, Phase.BATCH, 0);
    // before the hand-over: the result may come before queueMessage returns. If it is there
    // already, the maintenance of this process has claimed it and sends it
    if (inFlight.add(rowId)) {
      EnqueueResult result = handOver(delivery);
      if (result != EnqueueResult.ACCEPTED) {
        inFlight.remove(rowId);
        heldBack.add(rowId);
      }
    }
  }

  /**
   * Leaves an event that was stored here to the maintenance, which claims it first: its insert took
   * so long that another process may have, or it is for the store to say whether it is committed.
   */
  public void leave(long rowId) {
    heldBack.add(rowId);
  }

  /**
   * Hands over an event from the store, which the caller has put in flight; it stays so unless the
   * transport takes it and its delivery ends.
   *
   * @param failures how often the event has failed on its own
   * @return whether the transport took it
   */
  public EnqueueResult retransmit(Long rowId, EncodedEvent event, int failures) {
    EnqueueResult result =
        handOver(new Delivery(handler, rowId, restored.apply(event), Phase.RETRANSMIT, failures));
    if (result == EnqueueResult.ACCEPTED) {
      counters.retransmitted();
    }
    return result;
  }

  private EnqueueResult handOver(Delivery delivery) {
    EncodedEvent event = delivery.event();
    EnqueueResult result;
    inFlight.handOver(delivery.rowId());
    try {
      result = transport.queueMessage(event.header(), event.payload(), delivery);
    } catch (Throwable thrown) {
      // perhaps because of this event, so that it must not stand in the way of those behind it
      delivery.onResult(defect.of(thrown));
      return EnqueueResult.ACCEPTED;
    }
    if (result != EnqueueResult.ACCEPTED) {
      inFlight.notTaken(delivery.rowId());
    }
    if (result == EnqueueResult.BUFFER_FULL) {
      counters.bufferFull(delivery.phase());
    }
    return result;
  }

  /** How many more events of the backlog the transport takes now. */
  public int backlogRoom() {
    return transport.backlogRoom();
  }

  /** The rows that are on their way. */
  public InFlightRows inFlight() {
    return inFlight;
  }

  /**
   * The rows that were stored here and not handed over: the gate was closed, the transport was
   * full, the insert was so slow that another process may have the row, or it waits for its turn.
   * The retransmitter claims them by id as soon as delivery is possible, before they are old enough
   * for other processes; those that are forgotten are found by a sweep.
   */
  public LongRing heldBack() {
    return heldBack;
  }
}
