package io.durableemitter.core.simulation;

import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EventClaims;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.batch.BatcherSettings;
import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.deliver.DeliveredMarker;
import io.durableemitter.core.deliver.DeliveryGate;
import io.durableemitter.core.deliver.DeliveryHandler;
import io.durableemitter.core.deliver.Dispatcher;
import io.durableemitter.core.deliver.FailedRows;
import io.durableemitter.core.deliver.FailureHandler;
import io.durableemitter.core.deliver.FailurePolicy;
import io.durableemitter.core.deliver.FailureSettings;
import io.durableemitter.core.deliver.Fallback;
import io.durableemitter.core.deliver.GateSettings;
import io.durableemitter.core.deliver.InFlight;
import io.durableemitter.core.deliver.SteppedRooms;
import io.durableemitter.core.encode.EncodedEvent;
import io.durableemitter.core.maintain.Expirer;
import io.durableemitter.core.maintain.Expiry;
import io.durableemitter.core.maintain.ExpiryGuard;
import io.durableemitter.core.maintain.LeaseKeeper;
import io.durableemitter.core.maintain.Pass;
import io.durableemitter.core.maintain.PendingSource;
import io.durableemitter.core.maintain.Purger;
import io.durableemitter.core.maintain.RetransmitSettings;
import io.durableemitter.core.maintain.Retransmitter;
import io.durableemitter.core.metrics.EmitterCounters;
import io.durableemitter.core.metrics.Timings;
import io.durableemitter.core.persist.BacklogLimit;
import io.durableemitter.core.persist.EventWriter;
import io.durableemitter.core.persist.SteppedWriter;
import io.durableemitter.core.persist.StoredEvents;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.IntSupplier;

/** One process: the engine's rooms without any thread, over the shared store. */
final class SimulatedHost {

  private static final Timings TIMINGS = new Timings(Optional.empty(), "simulation", thrown -> {});

  private final String name;
  private final World world;
  final UUID owner;
  final AtomicLong ticks;
  final InFlight inFlight;
  final DeliveryGate gate;
  final Dispatcher dispatcher;
  final Duties duties;
  final Optional<ExpiryGuard> guard;
  private final EventWriter writer;
  private final DeliveredMarker marker;
  private final FailedRows failedRows;
  private final Optional<Fallback> fallback;
  private final SimulatedTransport transport;
  private boolean dead;
  private boolean closing;
  private boolean marking;
  boolean stalled;

  /**
   * A host.
   *
   * @param watches whether it has a night watch
   * @param pause lets the world go on while the marker pauses
   */
  SimulatedHost(String name, World world, boolean watches, BiPredicate<SimulatedHost, Long> pause) {
    this.name = name;
    this.world = world;
    Chance chance = world.chance;
    Terms terms = world.terms;
    FaultyStore store = world.store;
    owner = chance.uuid();
    ticks = world.ticks;
    inFlight = new InFlight(ticks::get);
    EmitterCounters counters = new EmitterCounters();
    LogThrottle throttle = new LogThrottle(ticks::get);
    transport =
        new SimulatedTransport(
            this, world.ingress, chance, world.ledger, world.weather, terms.transportCapacity());
    gate =
        new DeliveryGate(
            new GateSettings(chance.between(1, 5), Duration.ofMillis(200), Terms.INTERVAL),
            ticks::get,
            chance::share,
            throttle);
    EventClaims claims = store.claims().orElseThrow();
    marker =
        SteppedRooms.marker(
            ids -> claims.markDelivered(owner, ids),
            BatcherSettings.of("mark", 10_000, chance.between(1, 20)),
            inFlight,
            throttle,
            millis -> pause.test(this, millis));
    failedRows =
        new FailedRows(
            store,
            owner,
            BatcherSettings.of("failed", 10_000, chance.between(1, 20)),
            inFlight,
            counters,
            throttle);
    FailurePolicy policy =
        new FailurePolicy(
            new FailureSettings(
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                terms.maxAttempts(),
                Set.of("INVALID")),
            chance::share);
    fallback =
        chance.is(0.3)
            ? Optional.of(new Fallback(transport, chance.between(1, 3), counters))
            : Optional.empty();
    dispatcher =
        new Dispatcher(
            transport,
            gate,
            new DeliveryHandler(
                gate,
                marker,
                fallback,
                new FailureHandler(policy, failedRows, throttle),
                inFlight,
                Hooks.NONE,
                counters,
                TIMINGS,
                throttle),
            inFlight,
            counters);
    writer =
        new EventWriter(
            store,
            BatcherSettings.of("insert", 10_000, chance.between(1, 10)),
            new BacklogLimit(OptionalLong.empty(), OptionalLong.empty(), false),
            new StoredEvents() {
              @Override
              public void stored(long rowId, EncodedEvent event) {
                dispatcher.dispatchNew(rowId, event);
              }

              @Override
              public void storedLate(long rowId) {
                dispatcher.leave(rowId);
              }
            },
            Duration.ofMinutes(1),
            SteppedWriter.completions(counters, throttle),
            Hooks.NONE,
            counters,
            throttle);
    LeaseKeeper keeper =
        new LeaseKeeper(claims::renew, owner, Terms.LEASE, Terms.KEEPING, inFlight);
    if (!watches) {
      guard = Optional.empty();
      duties = new Duties(keeper, Optional.empty(), Optional.empty(), Optional.empty());
      return;
    }
    ExpiryGuard expiryGuard =
        new ExpiryGuard(store::currentTime, gate::openings, terms.ttl(), terms.grace(), ticks::get);
    guard = Optional.of(expiryGuard);
    Retransmitter retransmitter =
        new Retransmitter(
            new Retransmitter.Parts(
                PendingSource.of(store, owner, Terms.LEASE, Terms.AFTER, counters),
                gate,
                dispatcher,
                failedRows,
                policy,
                counters,
                throttle),
            new RetransmitSettings(Terms.INTERVAL, terms.batchSize()),
            ticks::get);
    Expiry expiry =
        terms.discards()
            ? Expiry.discarding(store)
            : Expiry.burying(store, store.deadLetters().orElseThrow(), counters);
    Pass expirer =
        new Expirer(
            expiry,
            expiryGuard,
            terms.ttl(),
            chance.between(1, 50),
            Terms.INTERVAL,
            counters,
            throttle);
    Pass purger = new Purger(store, 10, Terms.INTERVAL, counters);
    duties =
        new Duties(keeper, Optional.of(retransmitter), Optional.of(expirer), Optional.of(purger));
  }

  CompletableFuture<EmitReceipt> emit(Entry entry) {
    return writer.writeAsync(entry.event);
  }

  int stepWriter() {
    return SteppedWriter.runOnce(writer);
  }

  int stepFailedRows() {
    return SteppedRooms.runOnce(failedRows);
  }

  /** Marks a batch; nothing while a batch is being marked, for there is one worker. */
  int stepMarker() {
    if (marking) {
      return 0;
    }
    marking = true;
    try {
      return SteppedRooms.runOnce(marker);
    } finally {
      marking = false;
    }
  }

  boolean isMarking() {
    return marking;
  }

  int unmarked() {
    return marker.queued();
  }

  boolean isDead() {
    return dead;
  }

  boolean isClosing() {
    return closing;
  }

  /** Nothing of it is left but what it had sent. */
  void crash() {
    dead = true;
  }

  /** Closes as a corridor does, in its order. */
  void close() {
    closing = true;
    drain(this::stepWriter);
    writer.close(Duration.ZERO);
    duties.retransmitter().ifPresent(Retransmitter::close);
    transport.close(Duration.ZERO);
    fallback.ifPresent(
        sends -> world.ledger.expect(sends.finish(Duration.ZERO), "a fallback never ends", this));
    drain(this::stepFailedRows);
    failedRows.close(Duration.ZERO);
    drain(this::stepMarker);
    marker.close(Duration.ZERO);
    world.ledger.expect(inFlight.size() == 0, "closed, with rows in flight", this);
    dead = true;
  }

  private static void drain(IntSupplier step) {
    int handled = 1;
    while (handled > 0) {
      handled = step.getAsInt();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
