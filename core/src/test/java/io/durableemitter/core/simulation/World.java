package io.durableemitter.core.simulation;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.StoreException;
import io.durableemitter.core.maintain.Pass;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Hosts, a store, an ingress and time, on one thread; everything follows from a seed. */
final class World {

  private static final Duration LOOK = Duration.ofMillis(20);

  final Chance chance;
  final Weather weather;
  final Terms terms;
  final Ledger ledger;
  final Trace trace = new Trace();
  final ManualClock clock = new ManualClock();
  final AtomicLong ticks = new AtomicLong();
  final ShadowRows shadow;
  final StoreFaults faults;
  final FaultyStore store;
  final SimulatedIngress ingress;
  final List<SimulatedHost> hosts = new ArrayList<>();
  final InMemoryEventStore memory;
  final Emitters emitters;
  private long nextKeeping = Terms.KEEPING.toNanos();
  private Duration clockOffset = Duration.ZERO;
  private int born;

  World(long seed) {
    chance = new Chance(seed);
    weather = Weather.of(seed);
    terms = Terms.draw(chance);
    ledger = new Ledger(weather);
    memory = new InMemoryEventStore(clock, chance.is(0.5));
    shadow = new ShadowRows(memory, ledger);
    faults = new StoreFaults(chance, weather, trace);
    store =
        new FaultyStore(
            clock,
            memory,
            faults,
            shadow,
            ledger,
            weather,
            terms.ttl(),
            terms.maxAttempts().orElse(Integer.MAX_VALUE),
            this::renewalFailed);
    ingress = new SimulatedIngress(chance, ledger);
    emitters = new Emitters(this);
    for (int i = chance.between(1, 3); i > 0; i--) {
      start(i == 1 || chance.is(0.6));
    }
    trace.add(weather + " " + terms);
  }

  SimulatedHost start(boolean watches) {
    born++;
    SimulatedHost host =
        new SimulatedHost((watches ? "host" : "plugin") + born, this, watches, this::pause);
    hosts.add(host);
    trace.add("start " + host);
    return host;
  }

  /** A host that can do something now. */
  Optional<SimulatedHost> anyHost() {
    List<SimulatedHost> able = able();
    return able.isEmpty() ? Optional.empty() : Optional.of(chance.pick(able));
  }

  private List<SimulatedHost> able() {
    return hosts.stream().filter(host -> !host.stalled && !host.isClosing()).toList();
  }

  // ---- time

  void advance(Duration time) {
    long left = time.toNanos();
    while (left > 0) {
      long slice = isAnythingInFlight() ? Math.min(left, nextKeeping - ticks.get()) : left;
      slice = Math.max(1, slice);
      clock.advance(Duration.ofNanos(slice));
      long now = ticks.addAndGet(slice);
      left -= slice;
      if (now >= nextKeeping) {
        nextKeeping = now + Terms.KEEPING.toNanos();
        keep();
      }
    }
  }

  private boolean isAnythingInFlight() {
    return hosts.stream().anyMatch(host -> host.inFlight.size() > 0);
  }

  // leases are kept as time goes by, by every host that runs
  private void keep() {
    for (SimulatedHost host : List.copyOf(hosts)) {
      if (!host.stalled && !host.isDead()) {
        run(host, "keep", host.duties.keeper());
      }
    }
  }

  void jump(Duration offset) {
    trace.add("the store's clock jumps by " + offset);
    clock.advance(offset);
    clockOffset = clockOffset.plus(offset);
    hosts.forEach(this::excuse); // leases may have ended
  }

  // ---- faults

  void excuse(SimulatedHost host) {
    host.inFlight.snapshot().forEach(id -> shadow.entry(id).ifPresent(e -> e.excused = true));
  }

  private void renewalFailed(UUID owner) {
    hosts.stream().filter(host -> host.owner.equals(owner)).forEach(this::excuse);
  }

  void crash(SimulatedHost host) {
    trace.add("crash " + host);
    excuse(host);
    host.crash();
    hosts.remove(host);
    // what it had sent may arrive, or not
    for (Optional<Call> call = lost(host); call.isPresent(); call = lost(host)) {
      ingress.drop(call.get());
    }
    emitters.tell();
  }

  private Optional<Call> lost(SimulatedHost host) {
    return chance.is(0.5)
        ? ingress.any(call -> call.host == host && !call.hasArrived())
        : Optional.empty();
  }

  void stall(SimulatedHost host) {
    trace.add("stall " + host);
    excuse(host);
    host.stalled = true;
  }

  void close(SimulatedHost host) {
    if (weather != Weather.STORMY) {
      faults.end();
    }
    trace.add("close " + host);
    host.close();
    hosts.remove(host);
    emitters.tell();
  }

  /** While a marker pauses the world goes on. */
  private boolean pause(SimulatedHost host, long millis) {
    trace.add("  the marker of " + host + " pauses " + millis + " ms");
    advance(Duration.ofMillis(millis));
    if (!host.isClosing()) {
      Actions.within(this);
    }
    if (chance.is(0.2)) {
      faults.end(); // at last
    }
    boolean ends = host.isClosing() || host.isDead();
    if (ends) {
      excuse(host);
    }
    return ends;
  }

  // ---- steps

  Duration run(SimulatedHost host, String what, Pass pass) {
    try {
      return pass.runOnce();
    } catch (StoreException failure) {
      return Terms.INTERVAL;
    } catch (RuntimeException defect) {
      ledger.violated("a duty failed: " + what + " of " + host + ": " + defect);
      return Terms.INTERVAL;
    }
  }

  /** Fails if something does not hold now. */
  void check() {
    shadow.compare();
    ledger.violation().ifPresent(this::fail);
  }

  private void fail(String violation) {
    throw new AssertionError(violation);
  }

  // ---- the end

  /** Ends all faults; then the backlog must drain by itself. */
  void drain() {
    trace.add("all faults end");
    faults.end();
    ingress.heal();
    jump(clockOffset.negated());
    for (SimulatedHost host : hosts) {
      host.stalled = false;
      host.gate.resume();
    }
    emitters.endAll();
    if (hosts.stream().noneMatch(host -> host.duties.retransmitter().isPresent())) {
      start(true);
    }
    for (int round = 0; round < 150 && !isDrained(); round++) {
      repeat(200, this::settle);
      advance(round < 40 ? Terms.INTERVAL : Duration.ofMinutes(1));
      check();
    }
    ledger.expect(isDrained(), "I5: the backlog did not drain", remains());
    check();
    ledger.checkEnd(
        memory
            .deadLetters()
            .orElseThrow()
            .list(DeadLetterFilter.ALL, 0, Integer.MAX_VALUE, Long.MAX_VALUE));
    check();
  }

  private String remains() {
    return shadow.size()
        + " rows, "
        + hosts.stream().map(host -> host + " " + host.inFlight.snapshot()).toList()
        + ", such as "
        + shadow;
  }

  private boolean isDrained() {
    return shadow.size() == 0 && ingress.isIdle() && !isAnythingInFlight() && emitters.areDone();
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
    for (SimulatedHost host : hosts) {
      done += host.stepWriter() + host.stepFailedRows() + host.stepMarker();
      Duration pause =
          host.duties.retransmitter().map(pass -> run(host, "retransmit", pass)).orElse(LOOK);
      waits |= pause.isZero();
    }
    for (Optional<Call> call = ingress.any(any -> true); call.isPresent(); ) {
      ingress.answer(call.get());
      done++;
      call = ingress.any(any -> true);
    }
    emitters.tell();
    return done > 0 || waits;
  }
}
