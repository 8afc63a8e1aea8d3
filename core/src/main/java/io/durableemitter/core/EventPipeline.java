package io.durableemitter.core;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.EmitterStats;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.api.internal.log.ThrottledLog;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.core.internal.deliver.DeliveredMarker;
import io.durableemitter.core.internal.deliver.DeliveryGate;
import io.durableemitter.core.internal.deliver.DeliveryHandler;
import io.durableemitter.core.internal.deliver.Dispatcher;
import io.durableemitter.core.internal.deliver.FailedRows;
import io.durableemitter.core.internal.deliver.FailureHandler;
import io.durableemitter.core.internal.deliver.FailurePolicy;
import io.durableemitter.core.internal.deliver.Fallback;
import io.durableemitter.core.internal.deliver.InFlightRows;
import io.durableemitter.core.internal.maintain.HostReporter;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.HealthSignals;
import io.durableemitter.core.internal.metrics.SafeHooks;
import io.durableemitter.core.internal.metrics.Timings;
import io.durableemitter.core.internal.persist.BacklogLimit;
import io.durableemitter.core.internal.persist.Completions;
import io.durableemitter.core.internal.persist.EventWriter;
import io.durableemitter.core.internal.persist.TransactionalWriter;
import io.durableemitter.core.internal.trace.EmitTraces;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.EventPublisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/** The stages of an event, built in order, started backwards and closed in order. */
final class EventPipeline {

  // whoever hangs in a hook does not hold up the end
  private static final Duration HOOKS_END = Duration.ofSeconds(1);

  // nor does whoever takes no log lines; a log that works needs far less
  private static final Duration LOG_END = Duration.ofMillis(500);

  private final EmitterConfig config;
  private final BatchEmitter transport;
  private final LogThrottle throttle = new LogThrottle(System::nanoTime);
  private final ThrottledLog log = throttle.log(EventPipeline.class);
  private final EmitterCounters counters = new EmitterCounters();
  private final Instruments instruments;
  private final EmitTraces traces;
  private final HealthSignals signals = new HealthSignals();
  private final StoreHealth storeHealth;
  private final InFlightRows inFlight = new InFlightRows(System::nanoTime);
  private final SafeHooks hooks;
  private final DeliveryGate gate;
  private final Completions completions;
  private final EventWriter writer;
  private final TransactionalWriter transactionalWriter;
  private final DeliveredMarker marker;
  private final FailedRows failedRows;
  private final Optional<Fallback> fallback;
  private final FailurePolicy policy;
  private final Maintenance maintenance;
  private final LifeLog lifeLog;

  EventPipeline(
      DurableEventStore userStore,
      BatchEmitter transport,
      Optional<EventPublisher> publisher,
      EmitterConfig config,
      Hooks userHooks,
      Telemetry telemetry,
      Optional<Executor> callbackExecutor,
      Runnable healthLook) {
    this.config = config;
    this.transport = transport;
    lifeLog = new LifeLog(log, userStore, transport.name(), config);
    instruments = new Instruments(telemetry.meter(), transport.name(), config, throttle);
    DurableEventStore store = instruments.metered(userStore);
    storeHealth = new StoreHealth(store, signals, config);
    hooks = new SafeHooks(userHooks, signals, counters, throttle);
    // one per life: a process that comes back must not take its former self's claims for its own
    UUID owner = UUID.randomUUID();
    gate =
        new DeliveryGate(
            config.deliver().gate(), System::nanoTime, EventPipeline::random, throttle);
    marker =
        new DeliveredMarker(
            ids -> store.markDeliveredBatch(owner, ids),
            config.remove().batching(),
            config.remove().queueTimeout(),
            inFlight,
            hooks,
            throttle);
    failedRows =
        new FailedRows(store, owner, config.remove().batching(), inFlight, counters, throttle);
    // an event must be tried again before its time is up
    Duration mostBackOff = config.expire().ttl().dividedBy(2);
    policy =
        new FailurePolicy(config.deliver(), config.order(), mostBackOff, EventPipeline::random);
    fallback =
        publisher.map(
            value -> new Fallback(value, config.deliver().fallbackMaxInFlight(), counters));
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
                instruments.timings(),
                throttle),
            inFlight,
            counters,
            telemetry.restored());
    traces = telemetry.traces(throttle);
    BacklogLimit limit = new BacklogLimit(config.backlog());
    // twice what may wait for an insert: as much again may wait for what is chained to it
    completions =
        new Completions(
            2 * config.insert().batching().queueSize(), callbackExecutor, counters, throttle);
    writer =
        new EventWriter(
            store,
            inserts(config),
            limit,
            new DispatchedEvents(dispatcher),
            config.retransmit().after().dividedBy(4),
            completions,
            hooks,
            counters,
            throttle);
    transactionalWriter =
        new TransactionalWriter(
            store,
            limit,
            config.retransmit().transactionalAfter(),
            dispatcher::leave,
            hooks,
            counters);
    maintenance =
        new Maintenance(
            new Maintenance.Parts(
                store, owner, gate, dispatcher, failedRows, policy, signals, counters, throttle),
            config,
            instruments.queue(),
            telemetry.meter().isPresent(),
            limit::watching,
            healthLook,
            store.hosts().map(hosts -> new HostReporter(hosts, reports(owner), System::nanoTime)));
  }

  private HostReporter.Parts reports(UUID owner) {
    return new HostReporter.Parts(
        owner,
        LifeLog.VERSION,
        config.retransmit().enabled() ? "host" : "emitter",
        counters,
        gate,
        writer::queued,
        inFlight::size,
        () -> Reports.problem(health()),
        this::confirmExpiry);
  }

  /** Two at once could store two events of a key in the wrong order. */
  private static BatchingConfig inserts(EmitterConfig config) {
    BatchingConfig batching = config.insert().batching();
    return config.order().attribute().isPresent()
        ? batching.toBuilder().workers(1).build()
        : batching;
  }

  private static double random() {
    return ThreadLocalRandom.current().nextDouble();
  }

  EventWriter writer() {
    return writer;
  }

  TransactionalWriter transactionalWriter() {
    return transactionalWriter;
  }

  EmitterCounters counters() {
    return counters;
  }

  EmitTraces traces() {
    return traces;
  }

  Timings timings() {
    return instruments.timings();
  }

  void start() {
    instruments.register(
        counters,
        () -> (double) writer.queued() / config.insert().batching().queueSize(),
        () -> (double) marker.queued() / config.remove().batching().queueSize(),
        () -> fallback.map(Fallback::inFlight).orElse(0),
        gate::state);
    storeHealth.check();
    policy.rehearse();
    gate.rehearse();
    hooks.start();
    marker.start();
    failedRows.start();
    transport.start();
    maintenance.startReports();
    writer.start();
    maintenance.start();
    lifeLog.started();
  }

  void close() {
    Deadline deadline = Deadline.after(config.closeTimeout());
    boolean complete = writer.close(deadline.left());
    complete &= maintenance.stop(deadline);
    transport.close(deadline.left());
    if (fallback.isPresent()) {
      complete &= fallback.get().finish(deadline.left());
    }
    complete &= failedRows.close(deadline.left());
    complete &= marker.close(deadline.left());
    fallback.ifPresent(sends -> sends.close(deadline.left()));
    complete &= completions.close(atMost(HOOKS_END, deadline.left()));
    hooks.close(atMost(HOOKS_END, deadline.left()));
    maintenance.leave(atMost(HOOKS_END, deadline.left()));
    instruments.close();
    if (!complete) {
      int rest = inFlight.size();
      log.warnOfChange(
          "close",
          "closing took longer than closeTimeout ({}); {} events were with the transport or not yet removed, they stay pending and will be delivered later",
          config.closeTimeout(),
          rest);
    }
    lifeLog.closed(this::stats);
    throttle.await(LOG_END);
  }

  private static Duration atMost(Duration most, Duration left) {
    return left.compareTo(most) < 0 ? left : most;
  }

  List<Component> health() {
    List<Component> components = new ArrayList<>();
    components.add(storeHealth.component());
    components.add(degradedBy("transport", transport.problem().or(signals::transportProblem)));
    components.add(degradedBy("gate", gate.problem()));
    components.add(degradedBy("insert", writer.problem()));
    components.add(degradedBy("mark", marker.problem()));
    components.add(degradedBy("failed-rows", failedRows.problem()));
    if (hooks.isUsed()) {
      components.add(degradedBy("hooks", hooks.problem()));
    }
    components.addAll(maintenance.health());
    return components;
  }

  static Component degradedBy(String name, Optional<String> problem) {
    return new Component(name, problem.isPresent() ? State.DEGRADED : State.UP, problem.orElse(""));
  }

  boolean isAlive() {
    return writer.isAlive() && marker.isAlive() && failedRows.isAlive() && maintenance.isAlive();
  }

  DeliveryGate gate() {
    return gate;
  }

  void confirmExpiry() {
    maintenance.confirmExpiry();
  }

  EmitterStats stats() {
    return counters.stats(
        fallback.map(Fallback::inFlight).orElse(0),
        writer.queued(),
        inFlight.size(),
        marker.queued());
  }
}
