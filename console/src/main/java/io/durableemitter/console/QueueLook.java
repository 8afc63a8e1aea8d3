package io.durableemitter.console;

import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Looks at a queue, and spares the store what is dear. For one thread. */
final class QueueLook {

  static final int MOST_HOSTS = 200;
  private static final long LEAST_MILLIS = 1_500;

  private final Clock clock;
  private final Paced<DurableQueueStats> queue;
  private final Paced<Optional<String>> blocker;
  private final Paced<FleetView> fleet;
  private final Paced<Map<DeadLetterReason, Long>> deadLetters;
  private final FailureRates failures = new FailureRates();

  QueueLook(DurableEventStore store, Duration ttl, Clock clock, LongSupplier ticker) {
    this.clock = clock;
    Duration lead = ttl.dividedBy(10);
    Optional<HostRegistry> registry = store.hosts();
    this.queue = new Paced<>(ticker, LEAST_MILLIS, () -> store.observeQueue(ttl, lead));
    this.blocker = new Paced<>(ticker, LEAST_MILLIS, store::vacuumBlocker);
    this.fleet =
        new Paced<>(
            ticker, LEAST_MILLIS, () -> registry.map(QueueLook::fleet).orElse(FleetView.UNKNOWN));
    this.deadLetters = new Paced<>(ticker, LEAST_MILLIS, () -> deadLetters(store));
  }

  private static FleetView fleet(HostRegistry registry) {
    return new FleetView(true, registry.hosts(MOST_HOSTS), registry.orders());
  }

  private static Map<DeadLetterReason, Long> deadLetters(DurableEventStore store) {
    Map<DeadLetterReason, Long> counts = new EnumMap<>(DeadLetterReason.class);
    if (store.lastDeadLetterId() == 0) {
      return counts;
    }
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      long count = store.countDeadLetters(DeadLetterFilter.ALL.withReason(reason));
      if (count > 0) {
        counts.put(reason, count);
      }
    }
    return counts;
  }

  Sample look() {
    Instant now = clock.instant();
    try {
      DurableQueueStats stats = queue.get();
      FleetView seen = fleet.get();
      return new Sample(
          now,
          Optional.of(stats),
          blocker.get().orElse(""),
          seen,
          deadLetters.get(),
          failures.since(seen, now.toEpochMilli()));
    } catch (StoreException e) {
      return new Sample(
          now, Optional.empty(), ErrorText.of(e), FleetView.UNKNOWN, Map.of(), Map.of());
    }
  }

  /** Somebody has just changed something. */
  void expire() {
    queue.expire();
    fleet.expire();
    deadLetters.expire();
  }
}
