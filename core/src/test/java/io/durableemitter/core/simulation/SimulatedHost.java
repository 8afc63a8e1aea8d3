package io.durableemitter.core.simulation;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.config.DeliverConfig;
import io.durableemitter.core.config.GateConfig;
import io.durableemitter.core.config.OrderConfig;
import io.durableemitter.core.config.OrderConfig.Undeliverable;
import io.durableemitter.core.internal.deliver.DeliveredMarker;
import io.durableemitter.core.internal.deliver.DeliveryGate;
import io.durableemitter.core.internal.deliver.DeliveryHandler;
import io.durableemitter.core.internal.deliver.Dispatcher;
import io.durableemitter.core.internal.deliver.FailedRows;
import io.durableemitter.core.internal.deliver.FailureHandler;
import io.durableemitter.core.internal.deliver.FailurePolicy;
import io.durableemitter.core.internal.deliver.Fallback;
import io.durableemitter.core.internal.deliver.InFlightRows;
import io.durableemitter.core.internal.deliver.SteppedDelivery;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.maintain.Retransmitter;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.Timings;
import io.durableemitter.core.internal.persist.EventWriter;
import io.durableemitter.core.internal.persist.SteppedWriter;
import io.durableemitter.core.internal.persist.StoredEvents;
import io.durableemitter.spi.EventClaims;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/** One process: the stages of the engine without any thread, over the shared store. */
final class SimulatedHost {

  private static final Timings TIMINGS = new Timings(Optional.empty(), "simulation", thrown -> {});

  private final String name;
  private final World world;
  final UUID owner;
  final InFlightRows inFlight;
  final DeliveryGate gate;
  final Duties duties;
  private final EventWriter writer;
  private final DeliveredMarker marker;
  private final FailedRows failedRows;
  private final Optional<Fallback> fallback;
  private final SimulatedTransport transport;
  private boolean dead;
  private boolean closing;
  private boolean marking;
  private boolean missing;
  private boolean writingFailures;
  private int inserting;
  private int frames;
  private int knownJumps;
  private int jumpsAtLook = -1;
  boolean stalled;

  /**
   * A host.
   *
   * @param watches whether it has the duties of the maintenance
   * @param pause lets the world go on while the marker pauses
   */
  SimulatedHost(String name, World world, boolean watches, BiPredicate<SimulatedHost, Long> pause) {
    this.name = name;
    this.world = world;
    Chance chance = world.chance;
    Terms terms = world.terms;
    owner = chance.uuid();
    inFlight = new InFlightRows(world.ticks::get);
    EmitterCounters counters = new EmitterCounters();
    LogThrottle throttle = new LogThrottle(world.ticks::get);
    ThrowingHooks hooks = new ThrowingHooks(chance);
    transport = new SimulatedTransport(this, world);
    gate =
        new DeliveryGate(
            GateConfig.builder()
                .failuresToClose(chance.between(1, 5))
                .firstProbe(Duration.ofMillis(200))
                .longestProbe(Terms.INTERVAL)
                .build(),
            world.ticks::get,
            chance::share,
            throttle);
    EventClaims claims = world.store;
    marker =
        SteppedDelivery.marker(
            ids -> claims.markDeliveredBatch(owner, ids),
            BatchingConfig.builder().queueSize(10_000).batchSize(chance.between(1, 20)).build(),
            inFlight,
            hooks,
            throttle,
            millis -> pause.test(this, millis));
    failedRows =
        new FailedRows(
            world.store,
            owner,
            BatchingConfig.builder().queueSize(10_000).batchSize(chance.between(1, 20)).build(),
            inFlight,
            counters,
            throttle);
    FailurePolicy policy =
        new FailurePolicy(
            new DeliverConfig(
                Duration.ofMinutes(10),
                100,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                terms.maxAttempts(),
                GateConfig.ofDefaults()),
            OrderConfig.builder()
                .undeliverable(terms.order().orElse(Undeliverable.DEAD_LETTER))
                .build(),
            Duration.ofDays(1),
            chance::share);
    fallback =
        chance.is(0.3)
            ? Optional.of(new Fallback(transport, chance.between(1, 3), counters))
            : Optional.empty();
    Dispatcher dispatcher =
        new Dispatcher(
            transport,
            gate,
            new DeliveryHandler(
                gate,
                marker,
                fallback,
                new FailureHandler(policy, failedRows, throttle),
                inFlight,
                hooks,
                counters,
                TIMINGS,
                throttle),
            inFlight,
            counters,
            UnaryOperator.identity());
    writer =
        SteppedWriter.writer(
            world.store,
            BatchingConfig.builder().queueSize(10_000).batchSize(chance.between(1, 10)).build(),
            handOver(dispatcher),
            Terms.SLOW,
            hooks,
            counters,
            throttle,
            world.ticks::get);
    duties =
        Duties.of(
            world,
            new Duties.Parts(this, watches, dispatcher, failedRows, policy, counters, throttle));
  }

  private static StoredEvents handOver(Dispatcher dispatcher) {
    return new StoredEvents() {
      @Override
      public void stored(long rowId, EncodedEvent event) {
        dispatcher.dispatchNew(rowId, event);
      }

      @Override
      public void storedLate(long rowId) {
        dispatcher.leave(rowId);
      }
    };
  }

  CompletableFuture<EmitReceipt> emit(Entry entry) {
    return writer.writeAsync(entry.event);
  }

  int stepWriter() {
    inserting++;
    try {
      return world.as(this, () -> SteppedWriter.runOnce(writer));
    } finally {
      inserting--;
      if (inserting == 0) {
        world.excuses.handedOver(this);
      }
    }
  }

  /** Writes down a batch; nothing while a batch is being written, for there is one worker. */
  int stepFailedRows() {
    if (writingFailures) {
      return 0;
    }
    writingFailures = true;
    try {
      return world.as(this, () -> SteppedDelivery.runOnce(failedRows));
    } finally {
      writingFailures = false;
    }
  }

  boolean isInserting() {
    return inserting > 0;
  }

  boolean isWritingFailures() {
    return writingFailures;
  }

  /** Whether rows wait of which is not written yet what becomes of them. */
  boolean hasFailures() {
    return SteppedDelivery.queued(failedRows) > 0;
  }

  /** Marks a batch; nothing while a batch is being marked, for there is one worker. */
  int stepMarker() {
    if (marking) {
      return 0;
    }
    marking = true;
    try {
      return world.as(this, () -> SteppedDelivery.runOnce(marker));
    } finally {
      marking = false;
    }
  }

  /** It will never be told of a call. */
  void missesAnAnswer() {
    missing = true;
  }

  void begin() {
    frames++;
  }

  void end() {
    frames--;
  }

  /** Whether code of it is under way. */
  boolean isBusy() {
    return frames > 0;
  }

  boolean isDead() {
    return dead;
  }

  boolean isClosing() {
    return closing;
  }

  /** It has seen the store's clock, and from now on sees it jump. */
  void looked() {
    int now = world.jumps();
    // there and back between two looks cannot be seen
    knownJumps = jumpsAtLook < 0 || now - jumpsAtLook > 1 ? now : knownJumps;
    jumpsAtLook = now;
  }

  /** It was told that what looks old is old. */
  void confirmed() {
    knownJumps = world.jumps();
  }

  /** Whether it has seen every jump since a row was stored. */
  boolean hasSeenJumpsSince(ShadowRows.Birth birth) {
    return knownJumps <= birth.jumps();
  }

  /** Nothing of it is left but what it had sent. */
  void crash() {
    dead = true;
  }

  /** Closes as an emitter does, in its order. */
  void close() {
    closing = true;
    drain(this::stepWriter);
    writer.close(Duration.ZERO);
    duties.retransmitter().ifPresent(Retransmitter::close);
    transport.close(Duration.ZERO);
    fallback.ifPresent(
        sends ->
            world.ledger.expect(
                dead || missing || sends.finish(Duration.ZERO), "a fallback never ends", this));
    drain(this::stepFailedRows);
    failedRows.close(Duration.ZERO);
    drain(this::stepMarker);
    marker.close(Duration.ZERO);
    world.ledger.expect(
        dead || missing || inFlight.size() == 0, "closed, with rows in flight", this);
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
