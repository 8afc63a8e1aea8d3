package io.durableemitter.core;

import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.core.config.ExpireConfig.ExpiredEvents;
import io.durableemitter.core.internal.deliver.DeliveryGate;
import io.durableemitter.core.internal.deliver.Dispatcher;
import io.durableemitter.core.internal.deliver.FailedRows;
import io.durableemitter.core.internal.deliver.FailurePolicy;
import io.durableemitter.core.internal.maintain.DeadLetterPurger;
import io.durableemitter.core.internal.maintain.DeadLetterSampler;
import io.durableemitter.core.internal.maintain.Duty;
import io.durableemitter.core.internal.maintain.Expirer;
import io.durableemitter.core.internal.maintain.Expiry;
import io.durableemitter.core.internal.maintain.ExpiryGuard;
import io.durableemitter.core.internal.maintain.HostReporter;
import io.durableemitter.core.internal.maintain.LeaseKeeper;
import io.durableemitter.core.internal.maintain.NotifiedRows;
import io.durableemitter.core.internal.maintain.Pass;
import io.durableemitter.core.internal.maintain.PendingSource;
import io.durableemitter.core.internal.maintain.Purger;
import io.durableemitter.core.internal.maintain.QueueSampler;
import io.durableemitter.core.internal.maintain.Retransmitter;
import io.durableemitter.core.internal.maintain.StoreProbe;
import io.durableemitter.core.internal.maintain.UnansweredRows;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.core.internal.metrics.HealthSignals;
import io.durableemitter.core.internal.metrics.QueueSample;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueObserver;
import io.durableemitter.spi.RowNotifications;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The duties in the background, as far as the configuration asks for them. */
final class Maintenance {

  private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(5);
  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);
  private static final Duration BACKLOG_INTERVAL = Duration.ofSeconds(1);
  private static final Duration DEAD_LETTER_INTERVAL = Duration.ofMinutes(10);
  private static final Duration FIRST_ORDERS = Duration.ofSeconds(2);
  private static final Duration SHORTEST_TURN = Duration.ofMillis(10);

  /** What the duties work with. */
  record Parts(
      DurableEventStore store,
      UUID owner,
      DeliveryGate gate,
      Dispatcher dispatcher,
      FailedRows failedRows,
      FailurePolicy policy,
      HealthSignals signals,
      EmitterCounters counters,
      LogThrottle throttle) {}

  private final Parts parts;
  private final EmitterConfig config;
  private final QueueSample sample;
  private final ExpiryGuard guard;
  private final UnansweredRows unanswered;
  private final List<Duty> duties = new ArrayList<>();
  private Optional<Retransmitter> retransmitter = Optional.empty();
  private Optional<NotifiedRows> notifiedRows = Optional.empty();
  private final Optional<HostReporter> reporter;

  Maintenance(
      Parts parts,
      EmitterConfig config,
      QueueSample sample,
      boolean metered,
      UnaryOperator<DurableQueueObserver> watched,
      Runnable healthLook,
      Optional<HostReporter> reporter) {
    this.parts = parts;
    this.config = config;
    this.sample = sample;
    this.guard =
        new ExpiryGuard(
            parts.store()::currentTime,
            parts.gate()::openings,
            config.expire().ttl(),
            shorter(config.expire().grace(), config.expire().ttl()),
            System::nanoTime);
    this.reporter = reporter;
    this.unanswered =
        new UnansweredRows(
            parts.dispatcher().inFlight(),
            parts.failedRows(),
            config.deliver().inFlightTimeout(),
            System::nanoTime,
            parts.throttle());
    reporter.ifPresent(pass -> add(Reports.DUTY, pass, HostReporter.INTERVAL));
    if (metered || config.retransmit().enabled() || config.backlog().isBounded()) {
      sampling(watched.apply(parts.store()), metered && config.retransmit().enabled());
    }
    leases();
    watching(healthLook);
    retransmission();
    if (config.retransmit().enabled()) {
      parts.store().notifications().ifPresent(this::listening);
      if (config.expire().enabled()) {
        expiry();
      }
      if (config.remove().purgeEnabled()) {
        purge();
      }
    }
  }

  private void sampling(DurableQueueObserver observer, boolean deadLetters) {
    Duration interval = config.metrics().pollInterval();
    if (config.retransmit().enabled()) {
      interval = shorter(interval, HEALTH_INTERVAL);
    }
    if (config.backlog().isBounded()) {
      interval = shorter(interval, BACKLOG_INTERVAL);
    }
    Pass queue =
        new QueueSampler(
            observer, config.expire().ttl(), config.metrics().nearExpiryLead(), interval, sample);
    add(
        "sample",
        deadLetters ? new DeadLetterSampler(queue, parts.store(), sample, System::nanoTime) : queue,
        interval);
  }

  private void watching(Runnable healthLook) {
    StoreProbe probe = new StoreProbe(parts.store(), parts.signals());
    add(
        "watch",
        () -> {
          unanswered.look();
          try {
            probe.look();
          } finally {
            healthLook.run();
          }
          return WATCH_INTERVAL;
        },
        WATCH_INTERVAL);
  }

  private void leases() {
    // a first send gets a lease at its second turn, when it is half as old as others may claim it
    Duration turn =
        shorter(
            config.retransmit().claimLease().dividedBy(3),
            config.retransmit().after().dividedBy(4));
    Duration interval = turn.compareTo(SHORTEST_TURN) < 0 ? SHORTEST_TURN : turn;
    add(
        "lease",
        new LeaseKeeper(
            parts.store()::renewClaims,
            parts.owner(),
            config.retransmit().claimLease(),
            interval,
            parts.dispatcher().inFlight()),
        interval);
  }

  private void retransmission() {
    Retransmitter pass =
        new Retransmitter(
            new Retransmitter.Parts(
                new PendingSource(
                    parts.store(),
                    parts.owner(),
                    config.retransmit().claimLease(),
                    config.retransmit().after(),
                    parts.counters()),
                parts.gate(),
                parts.dispatcher(),
                parts.failedRows(),
                parts.policy(),
                parts.counters(),
                parts.throttle()),
            config.retransmit(),
            System::nanoTime);
    retransmitter = Optional.of(pass);
    duties.add(Duty.of(pass, config.retransmit().interval(), parts.throttle()));
  }

  private void listening(RowNotifications notifications) {
    NotifiedRows pass = new NotifiedRows(notifications, parts.dispatcher()::leave);
    notifiedRows = Optional.of(pass);
    add("listen", pass, config.retransmit().interval());
  }

  private void expiry() {
    add(
        "expire",
        new Expirer(
            expiryWay(),
            guard,
            config.expire().ttl(),
            config.expire().batchSize(),
            config.expire().interval(),
            parts.counters(),
            parts.throttle(),
            System::nanoTime),
        config.retransmit().interval());
  }

  private void purge() {
    add(
        "purge",
        new Purger(
            parts.store(),
            config.remove().purgeBatchSize(),
            config.remove().purgeInterval(),
            parts.counters(),
            System::nanoTime),
        config.retransmit().interval());
    add(
        "purge-dead-letters",
        new DeadLetterPurger(
            parts.store(),
            config.remove().deadLetterRetention(),
            config.remove().purgeBatchSize(),
            DEAD_LETTER_INTERVAL,
            parts.counters(),
            parts.throttle()),
        config.retransmit().interval());
  }

  private Expiry expiryWay() {
    return config.expire().expiredEvents() == ExpiredEvents.DEAD_LETTER
        ? Expiry.movingToDeadLetters(parts.store(), parts.counters(), parts.gate()::lastWords)
        : Expiry.discarding(parts.store());
  }

  private void add(String name, Pass pass, Duration pauseAfterError) {
    duties.add(Duty.of(name, pass, pauseAfterError, parts.throttle()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Begins to report, and waits a moment for what is ordered: it holds for the first event. */
  void startReports() {
    reporter.ifPresent(
        pass -> {
          duties.stream().filter(duty -> duty.name().equals(Reports.DUTY)).forEach(Duty::start);
          pass.awaitFirst(FIRST_ORDERS);
        });
  }

  void start() {
    duties.forEach(Duty::start);
  }

  /** Ends the duties and gives back what they had claimed; false if one did not end in time. */
  boolean stop(Deadline deadline) {
    boolean complete = true;
    notifiedRows.ifPresent(NotifiedRows::close);
    for (Duty duty : duties) {
      complete &= duty.stop(deadline.left());
    }
    if (complete) {
      retransmitter.ifPresent(Retransmitter::close);
    }
    return complete;
  }

  boolean isAlive() {
    return duties.stream().noneMatch(Duty::hasEnded);
  }

  /** Takes this process off the list of hosts. */
  void leave(Duration most) {
    reporter.ifPresent(pass -> pass.leave(most));
  }

  void confirmExpiry() {
    guard.confirm();
  }

  List<Component> health() {
    List<Component> components = new ArrayList<>();
    for (Duty duty : duties) {
      Optional<String> problem = duty.problem();
      if (problem.isEmpty() && duty.name().equals("expire")) {
        problem = guard.problem();
      }
      if (problem.isEmpty() && duty.name().equals("watch")) {
        problem = unanswered.problem();
      }
      components.add(EventPipeline.degradedBy(duty.name(), problem));
    }
    QueueHealth.of(sample, config.expire()).ifPresent(components::add);
    return components;
  }
}
