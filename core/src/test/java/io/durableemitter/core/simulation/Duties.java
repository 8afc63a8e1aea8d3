package io.durableemitter.core.simulation;

import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.config.RetransmitConfig;
import io.durableemitter.core.internal.deliver.Dispatcher;
import io.durableemitter.core.internal.deliver.FailedRows;
import io.durableemitter.core.internal.deliver.FailurePolicy;
import io.durableemitter.core.internal.maintain.Expirer;
import io.durableemitter.core.internal.maintain.Expiry;
import io.durableemitter.core.internal.maintain.ExpiryGuard;
import io.durableemitter.core.internal.maintain.LeaseKeeper;
import io.durableemitter.core.internal.maintain.Pass;
import io.durableemitter.core.internal.maintain.PendingSource;
import io.durableemitter.core.internal.maintain.Purger;
import io.durableemitter.core.internal.maintain.Retransmitter;
import io.durableemitter.core.internal.maintain.UnansweredRows;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A host's duties, stepped by hand. */
record Duties(
    Pass keeper,
    Pass unanswered,
    Optional<Retransmitter> retransmitter,
    Optional<Pass> expirer,
    Optional<Pass> purger,
    Optional<ExpiryGuard> guard) {

  /** What duties work with. */
  record Parts(
      SimulatedHost host,
      boolean watches,
      Dispatcher dispatcher,
      FailedRows failedRows,
      FailurePolicy policy,
      EmitterCounters counters,
      LogThrottle throttle) {}

  static Duties of(World world, Parts parts) {
    SimulatedHost host = parts.host();
    FaultyStore store = world.store;
    Pass keeper =
        new LeaseKeeper(store::renewClaims, host.owner, Terms.LEASE, Terms.KEEPING, host.inFlight);
    UnansweredRows rows =
        new UnansweredRows(
            host.inFlight,
            parts.failedRows(),
            Terms.IN_FLIGHT_TIMEOUT,
            world.ticks::get,
            parts.throttle());
    Pass unanswered =
        () -> {
          world.giveUp(host);
          rows.look();
          return Terms.INTERVAL;
        };
    if (!parts.watches()) {
      return new Duties(
          keeper,
          unanswered,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
    ExpiryGuard guard =
        new ExpiryGuard(
            store::currentTime,
            host.gate::openings,
            world.terms.ttl(),
            world.terms.grace(),
            world.ticks::get);
    return new Duties(
        keeper,
        unanswered,
        Optional.of(retransmitter(world, parts)),
        Optional.of(expirer(world, parts, guard)),
        Optional.of(new Purger(store, 10, Terms.INTERVAL, parts.counters(), world.ticks::get)),
        Optional.of(guard));
  }

  private static Retransmitter retransmitter(World world, Parts parts) {
    SimulatedHost host = parts.host();
    return new Retransmitter(
        new Retransmitter.Parts(
            new PendingSource(world.store, host.owner, Terms.LEASE, Terms.AFTER, parts.counters()),
            host.gate,
            parts.dispatcher(),
            parts.failedRows(),
            parts.policy(),
            parts.counters(),
            parts.throttle()),
        RetransmitConfig.builder()
            .interval(Terms.INTERVAL)
            .batchSize(world.terms.batchSize())
            .build(),
        world.ticks::get);
  }

  private static Pass expirer(World world, Parts parts, ExpiryGuard guard) {
    FaultyStore store = world.store;
    Expiry expiry =
        world.terms.discards()
            ? Expiry.discarding(store)
            : Expiry.movingToDeadLetters(store, parts.counters(), () -> "away");
    return new Expirer(
        expiry,
        guard,
        world.terms.ttl(),
        world.chance.between(1, 50),
        Terms.INTERVAL,
        parts.counters(),
        parts.throttle(),
        world.ticks::get);
  }

  /** Those that work at any time; leases are kept as time goes by. */
  List<Pass> all() {
    List<Pass> all = new ArrayList<>();
    retransmitter.ifPresent(all::add);
    retransmitter.ifPresent(all::add); // twice as often
    expirer.ifPresent(all::add);
    purger.ifPresent(all::add);
    return all;
  }
}
