package io.durableemitter.core;

import io.durableemitter.api.DurableEventStore;
import io.durableemitter.api.DurableQueueObserver;
import io.durableemitter.api.DurableQueueStats;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.api.log.LogThrottle;
import io.durableemitter.core.FailureConfig.ExpiredEvents;
import io.durableemitter.core.deliver.DeliveryGate;
import io.durableemitter.core.deliver.Dispatcher;
import io.durableemitter.core.deliver.FailedRows;
import io.durableemitter.core.deliver.FailurePolicy;
import io.durableemitter.core.maintain.DeadLetterPurger;
import io.durableemitter.core.maintain.Duty;
import io.durableemitter.core.maintain.Expirer;
import io.durableemitter.core.maintain.Expiry;
import io.durableemitter.core.maintain.ExpiryGuard;
import io.durableemitter.core.maintain.LeaseKeeper;
import io.durableemitter.core.maintain.Pass;
import io.durableemitter.core.maintain.PendingSource;
import io.durableemitter.core.maintain.Purger;
import io.durableemitter.core.maintain.QueueSampler;
import io.durableemitter.core.maintain.RetransmitSettings;
import io.durableemitter.core.maintain.Retransmitter;
import io.durableemitter.core.metrics.EmitterCounters;
import io.durableemitter.core.metrics.QueueSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The duties in the background, as far as the configuration and the store allow. */
final class NightWatch {

  private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(5);
  private static final Duration BACKLOG_INTERVAL = Duration.ofSeconds(1);
  private static final Duration DEAD_LETTER_INTERVAL = Duration.ofMinutes(10);
  private static final Duration SHORTEST_TURN = Duration.ofMillis(10);

  /** What the duties work with. */
  record Rooms(
      DurableEventStore store,
      UUID owner,
      DeliveryGate gate,
      Dispatcher dispatcher,
      FailedRows failedRows,
      FailurePolicy policy,
      EmitterCounters counters,
      LogThrottle throttle) {}

  private final Rooms rooms;
  private final EmitterConfig config;
  private final QueueSample sample;
  private final ExpiryGuard guard;
  private final List<Duty> duties = new ArrayList<>();
  private Optional<Retransmitter> retransmitter = Optional.empty();

  NightWatch(
      Rooms rooms,
      EmitterConfig config,
      QueueSample sample,
      boolean metered,
      UnaryOperator<DurableQueueObserver> watched) {
    this.rooms = rooms;
    this.config = config;
    this.sample = sample;
    this.guard =
        new ExpiryGuard(
            rooms.store().queueObserver(), config.eventTtl(), config.failures().expiryGuardShare());
    boolean looks = metered || config.retransmitEnabled() || config.backlog().isBounded();
    if (looks) {
      rooms.store().queueObserver().ifPresent(observer -> sampling(watched.apply(observer)));
    }
    leases();
    if (config.retransmitEnabled()) {
      retransmission();
      if (config.pruningEnabled()) {
        pruning();
      }
    }
  }

  private void sampling(DurableQueueObserver observer) {
    Duration interval = config.metrics().pollInterval();
    if (config.retransmitEnabled()) {
      interval = shorter(interval, HEALTH_INTERVAL);
    }
    if (config.backlog().isBounded()) {
      interval = shorter(interval, BACKLOG_INTERVAL);
    }
    add(
        "sample",
        new QueueSampler(
            observer, config.eventTtl(), config.metrics().nearExpiryLead(), interval, sample),
        interval);
  }

  private void leases() {
    Duration turn = config.claimLease().dividedBy(3);
    if (!config.retransmitAfter().isZero()) {
      turn = shorter(turn, config.retransmitAfter().dividedBy(3));
    }
    Duration interval = turn.compareTo(SHORTEST_TURN) < 0 ? SHORTEST_TURN : turn;
    rooms
        .store()
        .claims()
        .ifPresent(
            claims ->
                add(
                    "lease",
                    new LeaseKeeper(
                        claims::renew,
                        rooms.owner(),
                        config.claimLease(),
                        interval,
                        rooms.dispatcher().inFlight()),
                    interval));
  }

  private void retransmission() {
    Retransmitter pass =
        new Retransmitter(
            new Retransmitter.Rooms(
                PendingSource.of(
                    rooms.store(),
                    rooms.owner(),
                    config.claimLease(),
                    config.retransmitAfter(),
                    rooms.counters()),
                rooms.gate(),
                rooms.dispatcher(),
                rooms.failedRows(),
                rooms.policy(),
                rooms.counters(),
                rooms.throttle()),
            new RetransmitSettings(
                config.retransmitInterval(),
                config.retransmitBatchSize(),
                config.retransmitMaxInFlight()),
            System::nanoTime);
    retransmitter = Optional.of(pass);
    duties.add(Duty.of(pass, config.retransmitInterval(), rooms.throttle()));
  }

  private void pruning() {
    Duration pause = config.retransmitInterval();
    add(
        "expire",
        new Expirer(
            expiry(),
            guard,
            config.eventTtl(),
            config.expiryBatchSize(),
            config.expiryInterval(),
            rooms.counters(),
            rooms.throttle()),
        pause);
    add(
        "purge",
        new Purger(
            rooms.store(), config.purgeBatchSize(), config.purgeInterval(), rooms.counters()),
        pause);
    rooms
        .store()
        .deadLetters()
        .ifPresent(
            deadLetters ->
                add(
                    "purge-dead-letters",
                    new DeadLetterPurger(
                        deadLetters,
                        config.failures().deadLetterRetention(),
                        config.purgeBatchSize(),
                        DEAD_LETTER_INTERVAL,
                        rooms.counters(),
                        rooms.throttle()),
                    pause));
  }

  private Expiry expiry() {
    return rooms
        .store()
        .deadLetters()
        .filter(any -> config.failures().expiredEvents() == ExpiredEvents.DEAD_LETTER)
        .map(deadLetters -> Expiry.burying(rooms.store(), deadLetters, rooms.counters()))
        .orElseGet(() -> Expiry.discarding(rooms.store()));
  }

  private void add(String name, Pass pass, Duration pauseAfterError) {
    duties.add(Duty.of(name, pass, pauseAfterError, rooms.throttle()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  void start() {
    duties.forEach(Duty::start);
  }

  /** Ends the duties and gives back what they had claimed; false if one did not end in time. */
  boolean stop(Deadline deadline) {
    boolean complete = true;
    for (Duty duty : duties) {
      complete &= duty.stop(deadline.left());
    }
    if (complete) {
      retransmitter.ifPresent(Retransmitter::close);
    }
    return complete;
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
      components.add(degradedBy(duty.name(), problem));
    }
    sample
        .last()
        .ifPresent(
            stats -> components.add(degradedBy("queue", pressure(stats).or(sample::hindrance))));
    return components;
  }

  private Optional<String> pressure(DurableQueueStats stats) {
    Duration ttl = config.eventTtl();
    boolean pressing = stats.oldestPendingAge().compareTo(ttl.dividedBy(2)) > 0;
    return pressing && config.pruningEnabled()
        ? Optional.of(
            "the oldest of "
                + stats.depth()
                + " pending events has waited "
                + Duration.ofSeconds(stats.oldestPendingAge().toSeconds())
                + " of its time to live of "
                + ttl)
        : Optional.empty();
  }

  private static Component degradedBy(String name, Optional<String> problem) {
    return new Component(name, problem.isPresent() ? State.DEGRADED : State.UP, problem.orElse(""));
  }
}
