package io.durableemitter.core.simulation;

import io.durableemitter.core.internal.maintain.Pass;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** Hosts, a store, an ingress and time, on one thread; everything follows from a seed. */
final class World {

  // what a guard takes for the drift of two clocks
  private static final Duration UNSEEN = Duration.ofSeconds(5);

  final Chance chance;
  final Weather weather;
  final Terms terms;
  final Ledger ledger = new Ledger();
  final KeyOrder order = new KeyOrder(ledger);
  final Trace trace = new Trace();
  final ManualClock clock = new ManualClock();
  final AtomicLong ticks = new AtomicLong();
  final Meanwhile meanwhile = new Meanwhile(this);
  final Excuses excuses = new Excuses(this);
  final InMemoryEventStore memory;
  final ShadowRows shadow;
  final StoreFaults faults;
  final FaultyStore store;
  final SimulatedIngress ingress;
  final List<SimulatedHost> hosts = new ArrayList<>();
  final Emitters emitters;
  private final Set<Pass> running = new HashSet<>();
  private Optional<SimulatedHost> acting = Optional.empty();
  private long nextKeeping = Terms.KEEPING.toNanos();
  private Duration clockOffset = Duration.ZERO;
  private double throwing;
  private int jumps;
  private int born;

  World(long seed) {
    chance = new Chance(seed);
    weather = Weather.of(seed);
    terms = Terms.draw(seed, chance);
    memory = new InMemoryEventStore(clock, chance.is(0.5));
    shadow = new ShadowRows(this);
    faults = new StoreFaults(this);
    store = new FaultyStore(this);
    ingress = new SimulatedIngress(this);
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

  Optional<SimulatedHost> host(UUID owner) {
    return hosts.stream().filter(host -> host.owner.equals(owner)).findFirst();
  }

  /** Whose code runs just now. */
  Optional<SimulatedHost> acting() {
    return acting;
  }

  /** Runs code of a host. */
  int as(SimulatedHost host, IntSupplier code) {
    Optional<SimulatedHost> before = acting;
    acting = Optional.of(host);
    host.begin();
    try {
      return code.getAsInt();
    } finally {
      host.end();
      acting = before;
    }
  }

  // ---- time

  void advance(Duration time) {
    if (meanwhile.isTimeless()) {
      return;
    }
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

  boolean isAnythingInFlight() {
    return hosts.stream().anyMatch(host -> host.inFlight.size() > 0);
  }

  // leases are kept as time goes by, by every host that runs
  private void keep() {
    for (SimulatedHost host : List.copyOf(hosts)) {
      if (!host.stalled && !host.isDead()) {
        run(host, "keep", host.duties.keeper());
        run(host, "give up", host.duties.unanswered());
      }
    }
    if (weather != Weather.STORMY) {
      ingress.timeOut(ticks.get());
    }
  }

  void jump(Duration offset) {
    if (meanwhile.isTimeless()) {
      return;
    }
    trace.add("the store's clock jumps by " + offset);
    clock.advance(offset);
    clockOffset = clockOffset.plus(offset);
    jumps++;
    hosts.forEach(excuses::all); // leases may have ended
  }

  void jumpBack() {
    if (!clockOffset.isZero()) {
      jump(clockOffset.negated());
    }
  }

  int jumps() {
    return jumps;
  }

  /** Whether a row is too old, by all that who takes it out can know. */
  boolean hasWaited(ShadowRows.Birth birth) {
    boolean looksOld = !birth.createdAt().plus(terms.ttl()).isAfter(clock.instant());
    boolean canKnow = acting.filter(host -> host.hasSeenJumpsSince(birth)).isPresent();
    long least = terms.ttl().minus(UNSEEN.multipliedBy(jumps)).toNanos();
    return looksOld && (!canKnow || ticks.get() - birth.ticks() >= least);
  }

  // ---- faults

  void throwing(double share) {
    throwing = share;
  }

  /** How often transports throw. */
  double throwing() {
    return throwing;
  }

  /** A host is about to give up what it has had no answer to. */
  void giveUp(SimulatedHost host) {
    for (long id : host.inFlight.unansweredFor(Terms.IN_FLIGHT_TIMEOUT.toNanos())) {
      shadow
          .entry(id)
          .filter(entry -> ingress.isUnderWay(host, entry.payload()))
          .ifPresent(
              entry -> {
                trace.add("  gives up " + entry);
                entry.givenUp = true;
                excuses.flight(host, entry);
              });
    }
  }

  void crash(SimulatedHost host) {
    trace.add("crash " + host);
    excuses.all(host);
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
    if (host.isBusy()) {
      return; // what it is about to do would be done at once
    }
    trace.add("stall " + host);
    excuses.all(host);
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
      meanwhile.slow(1);
    }
    if (chance.is(0.2)) {
      faults.end(); // at last
    }
    boolean ends = host.isClosing() || host.isDead();
    if (ends) {
      excuses.all(host);
    }
    return ends;
  }

  // ---- steps

  Duration run(SimulatedHost host, String what, Pass pass) {
    // one thread for each duty
    if (!running.add(pass)) {
      return Terms.INTERVAL;
    }
    Duration[] pause = {Terms.INTERVAL};
    try {
      int unused =
          as(
              host,
              () -> {
                pause[0] = pass.runOnce();
                return 0;
              });
    } catch (StoreException failure) {
      return Terms.INTERVAL;
    } catch (RuntimeException | Error thrown) {
      if (!Thrown.isOne(thrown)) {
        ledger.violated("a duty failed: " + what + " of " + host + ": " + thrown);
      }
    } finally {
      running.remove(pass);
    }
    return pause[0];
  }

  /** Fails if something does not hold now. */
  void check() {
    shadow.compare();
    shadow.checkClaims();
    ledger
        .violation()
        .ifPresent(
            violation -> {
              throw new AssertionError(violation);
            });
  }
}
