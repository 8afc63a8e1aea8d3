package io.durableemitter.core.simulation;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import io.durableemitter.spi.EventPublisher;
import java.time.Duration;
import java.util.Optional;

/**
 * A host's way to the ingress, with a bounded buffer; its fallback too. Throws now and then: before
 * it takes an event, after it has told the result, and, which it must not, after it took one.
 */
final class SimulatedTransport implements BatchEmitter, EventPublisher {

  private final SimulatedHost host;
  private final World world;
  private final SimulatedIngress ingress;
  private final Chance chance;
  private final int capacity;
  private final boolean tellsRoom;
  private boolean closed;

  SimulatedTransport(SimulatedHost host, World world) {
    this.host = host;
    this.world = world;
    this.ingress = world.ingress;
    this.chance = world.chance;
    this.capacity = world.terms.transportCapacity();
    this.tellsRoom = chance.is(0.5);
  }

  @Override
  public void start() {}

  @Override
  public EnqueueResult queueMessage(
      EventHeader header, Payload payload, DeliveryCallback callback) {
    if (closed || host.isDead()) {
      return EnqueueResult.CLOSED;
    }
    if (ingress.underWay(host) >= capacity) {
      return EnqueueResult.BUFFER_FULL;
    }
    Optional<Entry> entry = world.ledger.of(payload);
    Call call = new Call(host, header, payload, callback, world.ticks.get());
    world.ledger.expect(
        entry.isPresent()
            && (!ingress.isUnderWay(host, payload) || entry.get().redriven || entry.get().givenUp),
        "sent again while it was on its way from this very host",
        call);
    if (entry.filter(one -> one.nature == Entry.Nature.KILLER).isPresent() && chance.is(0.5)) {
      world.crash(host);
      return EnqueueResult.CLOSED;
    }
    entry.ifPresent(one -> send(one, call));
    return EnqueueResult.ACCEPTED;
  }

  @Override
  public int backlogRoom() {
    return tellsRoom ? Math.max(0, capacity - ingress.underWay(host)) : Integer.MAX_VALUE;
  }

  @Override
  public void publish(EventHeader header, Payload payload, DeliveryCallback callback) {
    Call call = new Call(host, header, payload, callback, world.ticks.get());
    world.ledger.of(payload).ifPresent(entry -> send(entry, call));
  }

  private void send(Entry entry, Call call) {
    world.trace.add("  sends " + call);
    boolean throwsNow = chance.is(world.throwing());
    int kind = throwsNow ? chance.below(world.weather == Weather.STORMY ? 3 : 2) : -1;
    if (kind == 0) {
      entry.blames++;
      world.trace.add("  and throws");
      Thrown.any(chance, "the transport did not take " + entry.id);
    }
    world.excuses.sent(host, entry);
    ingress.send(call);
    if (kind == 1 || chance.is(0.05)) {
      ingress.answer(call); // the result may come before this returns
    }
    if (kind == 2) {
      // it counts as failed, though it may arrive
      entry.blames++;
      entry.excuses++;
      entry.givenUp = true;
      call.abandon();
    }
    if (throwsNow) {
      world.trace.add("  and throws");
      Thrown.any(chance, "the transport took " + entry.id);
    }
  }

  /** Waits for what is under way; in a storm not for everything. */
  @Override
  public void close(Duration timeout) {
    closed = true;
    for (Optional<Call> call = ours(); call.isPresent(); call = ours()) {
      if (world.weather == Weather.STORMY && chance.is(0.3)) {
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
    if (chance.is(0.5)) {
      ingress.arrive(call);
    }
    if (call.isDelivered()) {
      world.ledger.of(call.payload).ifPresent(entry -> entry.excuses++);
    }
    call.arrive(DeliveryResult.failed(FailureKind.CLOSED, "the transport was closed"));
    ingress.answer(call);
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }
}
