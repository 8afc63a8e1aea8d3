package io.durableemitter.core.simulation;

import io.durableemitter.api.BatchEmitter;
import io.durableemitter.api.DeliveryCallback;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EnqueueResult;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.EventPublisher;
import io.durableemitter.api.Payload;
import java.time.Duration;
import java.util.Optional;

/** A host's way to the ingress, with a bounded buffer; its fallback too. */
final class SimulatedTransport implements BatchEmitter, EventPublisher {

  private final SimulatedHost host;
  private final SimulatedIngress ingress;
  private final Chance chance;
  private final Ledger ledger;
  private final Weather weather;
  private final int capacity;
  private boolean closed;

  SimulatedTransport(
      SimulatedHost host,
      SimulatedIngress ingress,
      Chance chance,
      Ledger ledger,
      Weather weather,
      int capacity) {
    this.host = host;
    this.ingress = ingress;
    this.chance = chance;
    this.ledger = ledger;
    this.weather = weather;
    this.capacity = capacity;
  }

  @Override
  public void start() {}

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    if (closed) {
      return EnqueueResult.CLOSED;
    }
    if (ingress.underWay(host) >= capacity) {
      return EnqueueResult.BUFFER_FULL;
    }
    Call call = new Call(host, header, payload, callback);
    ledger.expect(
        !ingress.isUnderWay(host, payload) || ledger.of(payload).orElseThrow().redriven,
        "sent again while it was on its way from this very host",
        call);
    ingress.send(call);
    if (chance.is(0.05)) {
      ingress.answer(call); // the result may come before this returns
    }
    return EnqueueResult.ACCEPTED;
  }

  @Override
  public void publish(EventHeader header, Payload payload, DeliveryCallback callback) {
    ingress.send(new Call(host, header, payload, callback));
  }

  /** Waits for what is under way; in a storm not for everything. */
  @Override
  public void close(Duration timeout) {
    closed = true;
    for (Optional<Call> call = ours(); call.isPresent(); call = ours()) {
      if (weather == Weather.STORMY && chance.is(0.3)) {
        end(call.get());
      } else {
        ingress.answer(call.get());
      }
    }
  }

  private Optional<Call> ours() {
    return ingress.any(call -> call.host == host);
  }

  // its outcome is unknown: it may have arrived
  private void end(Call call) {
    ledger.of(call.payload).ifPresent(entry -> entry.excused = true);
    if (chance.is(0.5)) {
      ingress.arrive(call);
    }
    call.arrive(DeliveryResult.failed(FailureKind.CLOSED, "the transport was closed"));
    ingress.answer(call);
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
