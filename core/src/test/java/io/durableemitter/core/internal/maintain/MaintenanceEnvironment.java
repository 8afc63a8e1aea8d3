package io.durableemitter.core.internal.maintain;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.Events;
import io.durableemitter.core.config.DeliverConfig;
import io.durableemitter.core.config.GateConfig;
import io.durableemitter.core.config.RetransmitConfig;
import io.durableemitter.core.internal.deliver.DeliveredMarker;
import io.durableemitter.core.internal.deliver.DeliveryGate;
import io.durableemitter.core.internal.deliver.DeliveryHandler;
import io.durableemitter.core.internal.deliver.Dispatcher;
import io.durableemitter.core.internal.deliver.FailedRows;
import io.durableemitter.core.internal.deliver.FailureHandler;
import io.durableemitter.core.internal.deliver.FailurePolicy;
import io.durableemitter.core.internal.deliver.InFlightRows;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.Timings;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import io.durableemitter.testkit.ScriptedTransport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a retransmitter needs, over a store in memory and a transport that the test answers. Time
 * moves only when the test says so. Marks and failures are written by threads of the parts; {@link
 * #settle()} waits for them.
 */
final class MaintenanceEnvironment implements AutoCloseable {

  static final Duration INTERVAL = Duration.ofSeconds(5);
  static final Duration AFTER = Duration.ofSeconds(10);
  static final Duration LEASE = Duration.ofSeconds(15);
  static final DeliveryResult UNREACHABLE =
      DeliveryResult.failed(FailureKind.TRANSPORT, "connection refused");
  static final DeliveryResult REFUSED = DeliveryResult.rejected("SCHEMA_MISSING", "not yet", false);
  static final DeliveryResult REFUSED_FOR_EVER = DeliveryResult.rejected("INVALID", "never", true);

  final ManualClock clock;
  final AtomicLong ticks = new AtomicLong();
  final InMemoryEventStore store;
  final ScriptedTransport transport = new ScriptedTransport();
  final EmitterCounters counters = new EmitterCounters();
  final InFlightRows inFlight = new InFlightRows(ticks::get);
  final LogThrottle throttle = new LogThrottle(ticks::get);
  final UUID owner = UUID.randomUUID();
  final DeliveryGate gate;
  final FailedRows failedRows;
  final FailurePolicy policy =
      new FailurePolicy(
          DeliverConfig.builder()
              .firstBackOff(Duration.ofSeconds(1))
              .longestBackOff(Duration.ofMinutes(5))
              .maxAttempts(4)
              .build(),
          Duration.ofDays(1),
          () -> 1.0);
  final Dispatcher dispatcher;
  private final DeliveredMarker marker;

  MaintenanceEnvironment() {
    this(new ManualClock());
  }

  private MaintenanceEnvironment(ManualClock clock) {
    this(clock, new InMemoryEventStore(clock));
  }

  /** Another process on the same table. */
  MaintenanceEnvironment neighbour() {
    return new MaintenanceEnvironment(clock, store);
  }

  private MaintenanceEnvironment(ManualClock clock, InMemoryEventStore store) {
    this.clock = clock;
    this.store = store;
    gate =
        new DeliveryGate(
            GateConfig.builder()
                .failuresToClose(5)
                .firstProbe(Duration.ofMillis(200))
                .longestProbe(INTERVAL)
                .build(),
            ticks::get,
            () -> 0.0,
            throttle);
    marker =
        new DeliveredMarker(
            ids -> store.markDeliveredBatch(owner, ids),
            BatchingConfig.builder().queueSize(10_000).batchSize(1_000).build(),
            Duration.ZERO,
            inFlight,
            Hooks.NONE,
            throttle);
    failedRows =
        new FailedRows(
            store,
            owner,
            BatchingConfig.builder().queueSize(10_000).batchSize(1_000).build(),
            inFlight,
            counters,
            throttle);
    dispatcher =
        new Dispatcher(
            transport,
            gate,
            new DeliveryHandler(
                gate,
                marker,
                Optional.empty(),
                new FailureHandler(policy, failedRows, throttle),
                inFlight,
                Hooks.NONE,
                counters,
                new Timings(Optional.empty(), "test", thrown -> {}),
                throttle),
            inFlight,
            counters,
            UnaryOperator.identity());
    transport.start();
    marker.start();
    failedRows.start();
  }

  Retransmitter retransmitter(int batchSize) {
    return retransmitter(store, batchSize);
  }

  Retransmitter retransmitter(EventClaims claims, int batchSize) {
    return retransmitter(claims, batchSize, true);
  }

  /** Of a process that is a host, or of one that shares the table with one. */
  Retransmitter retransmitter(EventClaims claims, int batchSize, boolean host) {
    PendingSource source = new PendingSource(claims, owner, LEASE, AFTER, counters);
    return new Retransmitter(
        new Retransmitter.Parts(source, gate, dispatcher, failedRows, policy, counters, throttle),
        RetransmitConfig.builder().enabled(host).interval(INTERVAL).batchSize(batchSize).build(),
        ticks::get);
  }

  /** Runs passes until one asks for a pause. */
  static Duration sweep(Retransmitter retransmitter) {
    Duration pause = Duration.ZERO;
    for (int pass = 0; pass < 1_000 && pause.isZero(); pass++) {
      pause = retransmitter.runOnce();
    }
    return pause;
  }

  /** Waits until everything that was answered is written down. */
  void settle() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (inFlight.size() > transport.heldCount()) {
      if (deadline - System.nanoTime() < 0) {
        throw new AssertionError("still in flight: " + inFlight.snapshot());
      }
      Thread.onSpinWait();
    }
  }

  /** Waits until what was given back before is written down. */
  void awaitFailedRows() {
    long marker = store.insert(Payload.wrap(new byte[] {1}));
    inFlight.add(marker);
    failedRows.release(marker);
    settle();
    store.delete(marker);
  }

  /** Lets time pass, for the store and for this process. */
  void advance(Duration time) {
    clock.advance(time);
    ticks.addAndGet(time.toNanos());
  }

  void rest() {
    advance(INTERVAL);
  }

  long insert(String id) {
    return store.insert(Events.payload(id));
  }

  void insertOld(int count) {
    names(count).forEach(this::insert);
    advance(AFTER);
  }

  static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  List<String> sent() {
    return transport.messages().stream().map(message -> message.header().id()).toList();
  }

  @Override
  public void close() {
    transport.close();
    failedRows.close(Duration.ofSeconds(20));
    marker.close(Duration.ofSeconds(20));
  }
}
