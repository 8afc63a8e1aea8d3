package io.durableemitter.core.simulation;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.Payload;
import io.durableemitter.core.internal.deliver.DeliveryGate.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The other end and the network: calls arrive and are answered in any order, or never. */
final class SimulatedIngress {

  /** How the other end is. */
  enum Mode {
    UP,
    /** Nothing arrives, and the callers are told. */
    AWAY,
    /** Calls fail before they have any effect. */
    FAILING
  }

  private static final DeliveryResult NEVER = DeliveryResult.rejected("INVALID", "never", true);
  private static final DeliveryResult NOT_YET =
      DeliveryResult.rejected("SCHEMA_MISSING", "later", false);
  private static final DeliveryResult TOO_LARGE =
      DeliveryResult.failed(FailureKind.TOO_LARGE, "larger than a message may be");

  private final World world;
  private final Chance chance;
  private final Ledger ledger;
  private final List<Call> calls = new ArrayList<>();
  private Mode mode = Mode.UP;
  private boolean mended;
  private boolean letsInAll;
  private double lost;

  SimulatedIngress(World world) {
    this.world = world;
    this.chance = world.chance;
    this.ledger = world.ledger;
  }

  void become(Mode next) {
    mode = next;
  }

  /** Loses this share of the answers to what it has accepted. */
  void lose(double share) {
    lost = share;
  }

  /** Accepts from now on what it has refused for a while. */
  void mend() {
    mended = true;
  }

  /** Accepts from now on also what it has refused for ever. */
  void letInAll() {
    letsInAll = true;
  }

  void heal() {
    mode = Mode.UP;
    lost = 0;
    mended = true;
  }

  void send(Call call) {
    calls.add(call);
  }

  int underWay(SimulatedHost host) {
    int count = 0;
    for (Call call : calls) {
      if (call.host == host) {
        count++;
      }
    }
    return count;
  }

  boolean isUnderWay(SimulatedHost host, Payload payload) {
    return calls.stream().anyMatch(call -> call.host == host && call.payload.equals(payload));
  }

  boolean isIdle() {
    return calls.isEmpty();
  }

  /** A call that fits, whichever. */
  Optional<Call> any(Predicate<Call> which) {
    int size = calls.size();
    if (size == 0) {
      return Optional.empty();
    }
    int from = chance.below(size);
    for (int i = 0; i < size; i++) {
      Call call = calls.get((from + i) % size);
      if (which.test(call)) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }

  void drop(Call call) {
    calls.remove(call);
  }

  void arrive(Call call) {
    if (!call.hasArrived() && !isKiller(call)) {
      call.arrive(receive(call));
    }
  }

  private boolean isKiller(Call call) {
    return ledger.of(call.payload).filter(one -> one.nature == Entry.Nature.KILLER).isPresent();
  }

  /** Ends calls that take longer than a call may, before they arrive. */
  void timeOut(long ticks) {
    for (Call call : List.copyOf(calls)) {
      if (calls.contains(call) && call.isOlderThan(Terms.CALL_TIMEOUT, ticks)) {
        if (!call.hasArrived()) {
          call.arrive(DeliveryResult.failed(FailureKind.TRANSPORT, "deadline exceeded"));
        }
        answer(call);
      }
    }
  }

  /** Nobody will ever tell the host what became of a call. */
  void forget(Call call) {
    call.host.missesAnAnswer();
    if (chance.is(0.5)) {
      arrive(call);
    }
    if (call.isDelivered()) {
      ledger.of(call.payload).ifPresent(entry -> entry.excuses++);
    }
    drop(call);
  }

  /** Lets a call arrive, if it has not, and tells its host. */
  void answer(Call call) {
    drop(call);
    if (isKiller(call)) {
      world.crash(call.host);
      return;
    }
    arrive(call);
    world.as(
        call.host,
        () -> {
          call.answer();
          return 0;
        });
    ledger.expect(
        !call.isDelivered()
            || call.isAbandoned()
            || call.host.isDead()
            || call.host.gate.state() != State.CLOSED,
        "I5: delivered, but the gate is closed",
        call);
  }

  private DeliveryResult receive(Call call) {
    Optional<Entry> known = ledger.of(call.payload);
    if (known.isEmpty()) {
      ledger.violated("I2: unexpected or altered bytes were sent as " + call);
      return NEVER;
    }
    Entry entry = known.get();
    ledger.expect(entry.nature != Entry.Nature.UNDECODABLE, "I2: garbage was sent", entry);
    if (entry.nature == Entry.Nature.TOO_LARGE && !letsInAll) {
      return TOO_LARGE;
    }
    if (mode == Mode.AWAY) {
      return DeliveryResult.failed(FailureKind.TRANSPORT, "connection refused");
    }
    if (mode == Mode.FAILING) {
      entry.blames++;
      return DeliveryResult.failed(
          chance.is(0.5) ? FailureKind.CALL : FailureKind.MISMATCH, "INTERNAL");
    }
    if (entry.nature == Entry.Nature.REFUSED_FOR_EVER && !letsInAll) {
      return NEVER;
    }
    if (entry.nature == Entry.Nature.REFUSED_AT_FIRST && !mended) {
      entry.blames++;
      return NOT_YET;
    }
    world.trace.add("  accepted: " + call);
    world.order.accepted(entry);
    ledger.accept(call.header, call.payload);
    return lost > 0 && chance.is(lost) ? lost(entry) : DeliveryResult.delivered();
  }

  private DeliveryResult lost(Entry entry) {
    entry.excuses++;
    entry.blames++;
    return DeliveryResult.failed(
        chance.pick(List.of(FailureKind.TRANSPORT, FailureKind.CALL, FailureKind.MISMATCH)),
        "the answer was lost");
  }
}
