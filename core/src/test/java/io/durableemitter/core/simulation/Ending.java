package io.durableemitter.core.simulation;

import io.durableemitter.api.DeadLetterFilter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The end of a world: all faults end, and its backlog must drain by itself. */
final class Ending {

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int ROUNDS = 150;
  // a lease taken before the clock was set back may last for hours
  private static final int SHORT_ROUNDS = 40;

  private final World world;

  private Ending(World world) {
    this.world = world;
  }

  static void of(World world) {
    new Ending(world).drain();
  }

  private void drain() {
    world.trace.add("all faults end");
    world.meanwhile.end();
    world.faults.end();
    world.throwing(0);
    world.ingress.heal();
    world.jumpBack();
    for (SimulatedHost host : world.hosts) {
      host.stalled = false;
      host.gate.resume();
    }
    world.emitters.endAll();
    if (world.chance.is(0.5)) {
      // the end of an outage, without anybody who emits
      world.ingress.become(SimulatedIngress.Mode.AWAY);
      repeat(50, this::settle);
      world.ingress.heal();
    }
    if (world.terms.holds()) {
      drain(this::isOnlyHeld, "I5: what is held keeps others waiting");
      world.trace.add("all is let in");
      world.ingress.letInAll();
    }
    drain(this::isDrained, "I5: the backlog did not drain");
    if (world.terms.order().isPresent()) {
      aRowOfOneKey();
    }
    world.check();
    world.ledger.checkEnd(
        world.memory.listDeadLetters(DeadLetterFilter.ALL, 0, Integer.MAX_VALUE, Long.MAX_VALUE));
    world.check();
  }

  private void drain(BooleanSupplier isDone, String otherwise) {
    for (int round = 0; round < ROUNDS && !isDone.getAsBoolean(); round++) {
      if (world.hosts.stream().noneMatch(host -> host.duties.retransmitter().isPresent())) {
        world.start(true);
      }
      repeat(200, this::settle);
      world.advance(round < SHORT_ROUNDS ? Terms.INTERVAL : Duration.ofMinutes(5));
      world.check();
    }
    world.ledger.expect(isDone.getAsBoolean(), otherwise, remains());
  }

  /** Each makes the next one go at once: no time passes, and so nobody sweeps. */
  private void aRowOfOneKey() {
    SimulatedHost host = world.start(true);
    for (int i = 0; i < 20; i++) {
      world.emitters.emit(host, Entry.Nature.GOOD, Optional.of("row"));
    }
    repeat(200, this::settle);
    world.ledger.expect(isDrained(), "I14: the next of a key waits for a sweep", remains());
  }

  private boolean isOnlyHeld() {
    return world.shadow.size() == world.order.held() && world.emitters.areDone();
  }

  private String remains() {
    return world.shadow.size()
        + " rows, "
        + world.hosts.stream().map(host -> host + " " + host.inFlight.snapshot()).toList()
        + ", such as "
        + world.shadow;
  }

  private boolean isDrained() {
    return world.shadow.size() == 0
        && world.ingress.isIdle()
        && !world.isAnythingInFlight()
        && world.emitters.areDone();
  }

  private static void repeat(int most, BooleanSupplier step) {
    boolean more = true;
    for (int i = 0; i < most && more; i++) {
      more = step.getAsBoolean();
    }
  }

  /** Lets every host do what there is to do; tells whether anything was. */
  private boolean settle() {
    int done = 0;
    boolean waits = false;
    for (SimulatedHost host : List.copyOf(world.hosts)) {
      if (!host.isDead()) {
        done += host.stepWriter() + host.stepFailedRows() + host.stepMarker();
        Duration pause =
            host.duties
                .retransmitter()
                .map(pass -> world.run(host, "retransmit", pass))
                .orElse(LOOK);
        waits |= pause.isZero();
      }
    }
    for (Optional<Call> call = world.ingress.any(any -> true); call.isPresent(); ) {
      world.ingress.answer(call.get());
      done++;
      call = world.ingress.any(any -> true);
    }
    world.emitters.tell();
    return done > 0 || waits;
  }
}
