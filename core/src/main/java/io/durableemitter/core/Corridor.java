package io.durableemitter.core;

import io.durableemitter.api.BatchEmitter;
import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.EventPublisher;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.batch.BatcherSettings;
import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.deliver.DeliveredMarker;
import io.durableemitter.core.deliver.DeliveryHandler;
import io.durableemitter.core.deliver.Dispatcher;
import io.durableemitter.core.deliver.Fallback;
import io.durableemitter.core.deliver.InFlight;
import io.durableemitter.core.maintain.Duty;
import io.durableemitter.core.maintain.Expirer;
import io.durableemitter.core.maintain.Purger;
import io.durableemitter.core.maintain.RetransmitSettings;
import io.durableemitter.core.maintain.Retransmitter;
import io.durableemitter.core.metrics.EmitterCounters;
import io.durableemitter.core.metrics.HealthSignals;
import io.durableemitter.core.metrics.SafeHooks;
import io.durableemitter.core.metrics.Timings;
import io.durableemitter.core.persist.EventWriter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms an event walks through, built in order, started backwards and closed in order. */
final class Corridor {

  private static final Logger log = LoggerFactory.getLogger(Corridor.class);

  // longer than a healthy commit takes; see docs/decisions.md for what it is worth
  private static final Duration INSERT_PATIENCE = Duration.ofMillis(10);

  private final EmitterConfig config;
  private final BatchEmitter transport;
  private final EmitterCounters counters = new EmitterCounters();
  private final Instruments instruments;
  private final HealthSignals signals = new HealthSignals();
  private final InFlight inFlight = new InFlight();
  private final EventWriter writer;
  private final DeliveredMarker marker;
  private final Optional<Fallback> fallback;
  private final List<Duty> duties;

  Corridor(
      DurableEventStore userStore,
      BatchEmitter transport,
      Optional<EventPublisher> publisher,
      EmitterConfig config,
      Hooks userHooks,
      Optional<Meter> meter) {
    this.config = config;
    this.transport = transport;
    LogThrottle throttle = new LogThrottle(System::nanoTime);
    instruments = new Instruments(meter, transport.name(), config);
    DurableEventStore store = instruments.metered(userStore);
    Hooks hooks = new SafeHooks(userHooks, signals, counters, throttle);
    marker =
        new DeliveredMarker(
            store, markSettings(), config.publishTimeout(), inFlight, hooks, throttle);
    fallback = publisher.map(value -> new Fallback(value, config.fallbackMaxInFlight(), counters));
    Dispatcher dispatcher =
        new Dispatcher(
            transport,
            new DeliveryHandler(
                marker, fallback, inFlight, hooks, counters, instruments.timings(), throttle),
            inFlight,
            counters);
    writer = new EventWriter(store, insertSettings(), dispatcher::dispatchNew, hooks, counters);
    List<Duty> list = new ArrayList<>(instruments.duties(store, throttle));
    if (config.retransmitEnabled()) {
      list.addAll(nightWatch(store, dispatcher, throttle));
    }
    duties = List.copyOf(list);
  }

  private BatcherSettings insertSettings() {
    return BatcherSettings.of(
            "durable-emitter-insert", config.insertQueueSize(), config.insertBatchSize())
        .withWorkers(config.insertBatchWorkers())
        .withWeights(config.insertQueueBytes(), config.insertBatchBytes())
        .withLinger(config.insertBatchFlushInterval())
        .withPatience(INSERT_PATIENCE);
  }

  private BatcherSettings markSettings() {
    return BatcherSettings.of(
            "durable-emitter-mark", config.markQueueSize(), config.markBatchSize())
        .withWorkers(config.markBatchWorkers())
        .withLinger(config.markBatchFlushInterval());
  }

  private List<Duty> nightWatch(
      DurableEventStore store, Dispatcher dispatcher, LogThrottle throttle) {
    RetransmitSettings settings =
        new RetransmitSettings(
            config.retransmitInterval(),
            config.retransmitAfter(),
            config.retransmitBatchSize(),
            config.retransmitMaxInFlight());
    Duration pause = config.retransmitInterval();
    List<Duty> list = new ArrayList<>();
    list.add(
        Duty.of(
            new Retransmitter(store, dispatcher, settings, counters, throttle, System::nanoTime),
            pause,
            throttle));
    if (config.pruningEnabled()) {
      list.add(
          Duty.of(
              new Expirer(
                  store,
                  config.eventTtl(),
                  config.expiryBatchSize(),
                  config.expiryInterval(),
                  counters,
                  throttle),
              pause,
              throttle));
      list.add(
          Duty.of(
              new Purger(store, config.purgeBatchSize(), config.purgeInterval(), counters),
              pause,
              throttle));
    }
    return list;
  }

  EventWriter writer() {
    return writer;
  }

  EmitterCounters counters() {
    return counters;
  }

  Timings timings() {
    return instruments.timings();
  }

  void start() {
    instruments.register(
        counters,
        () -> (double) writer.queued() / config.insertQueueSize(),
        () -> (double) marker.queued() / config.markQueueSize(),
        () -> fallback.map(Fallback::inFlight).orElse(0));
    marker.start();
    transport.start();
    writer.start();
    duties.forEach(Duty::start);
  }

  void close() {
    Deadline deadline = Deadline.after(config.closeTimeout());
    boolean complete = writer.close(deadline.left());
    for (Duty duty : duties) {
      complete &= duty.stop(deadline.left());
    }
    transport.close(deadline.left());
    if (fallback.isPresent()) {
      complete &= fallback.get().finish(deadline.left());
    }
    complete &= marker.close(deadline.left());
    fallback.ifPresent(sends -> sends.close(deadline.left()));
    instruments.close();
    if (!complete) {
      log.warn(
          "closing took longer than closeTimeout ({}); {} events were with the transport or not yet"
              + " removed, they stay pending and will be delivered later",
          config.closeTimeout(),
          inFlight.size());
    }
  }

  List<Component> health() {
    List<Component> components = new ArrayList<>();
    components.add(component("store", signals.storeProblem(), State.DOWN));
    components.add(component("transport", signals.transportProblem(), State.DEGRADED));
    for (Duty duty : duties) {
      components.add(component(duty.name(), duty.problem(), State.DEGRADED));
    }
    return components;
  }

  private static Component component(String name, Optional<String> problem, State ifAny) {
    return new Component(name, problem.isPresent() ? ifAny : State.UP, problem.orElse(""));
  }

  EmitterStats stats() {
    EmitterCounters.Snapshot counts = counters.snapshot();
    return new EmitterStats(
        counts.emitted(),
        counts.emitFailures(),
        counts.delivered(),
        counts.deliveryFailures(),
        counts.bufferFull(),
        counts.retransmitted(),
        counts.undecodable(),
        counts.expired(),
        counts.purged(),
        counts.hookFailures(),
        counts.fallbackSuccesses(),
        counts.fallbackFailures(),
        fallback.map(Fallback::inFlight).orElse(0),
        writer.queued(),
        inFlight.size(),
        marker.queued());
  }
}
