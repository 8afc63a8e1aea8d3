package io.durableemitter.console;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.console.internal.state.Fleet;
import io.durableemitter.console.internal.state.QueueState;
import io.durableemitter.spi.DeadLetterCounts;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import io.durableemitter.spi.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Looks at a queue, and spares the store what is dear. For one thread. */
final class QueueLook {

  static final int MOST_HOSTS = 200;
  private static final long LEAST_MILLIS = 1_500;

  private static final int MOST_DEAD_LETTERS = 100_000;

  private final Clock clock;
  private final Paced<DurableQueueStats> queue;
  private final Paced<Optional<String>> blocker;
  private final Optional<Paced<List<RegisteredHost>>> hosts;
  private final Optional<Paced<QueueOrders>> orders;
  private final Paced<DeadLetterCounts> deadLetters;
  private final FailureRates failures = new FailureRates();

  QueueLook(DurableEventStore store, Duration ttl, Clock clock, LongSupplier ticker) {
    this.clock = clock;
    Duration lead = ttl.dividedBy(10);
    Optional<HostRegistry> registry = store.hosts();
    this.queue = new Paced<>(ticker, LEAST_MILLIS, () -> store.observeQueue(ttl, lead));
    this.blocker = new Paced<>(ticker, LEAST_MILLIS, store::vacuumBlocker);
    this.hosts =
        registry.map(known -> new Paced<>(ticker, LEAST_MILLIS, () -> known.hosts(MOST_HOSTS)));
    this.orders = registry.map(known -> new Paced<>(ticker, LEAST_MILLIS, known::orders));
    this.deadLetters =
        new Paced<>(ticker, LEAST_MILLIS, () -> store.countByReason(MOST_DEAD_LETTERS));
  }

  /** A store that says how long its queue is answers; parts of it may still be out of reach. */
  Sample look() {
    Instant now = clock.instant();
    DurableQueueStats stats;
    try {
      stats = queue.get();
    } catch (StoreException e) {
      return Sample.ofAway(now, ErrorText.of(e));
    }
    Map<String, String> unread = new LinkedHashMap<>();
    Fleet fleet = fleet(unread);
    String hindrance =
        part(QueueState.VACUUM, blocker, unread).flatMap(Function.identity()).orElse("");
    DeadLetterCounts counts =
        part(QueueState.DEAD_LETTERS, deadLetters, unread).orElse(Sample.NO_COUNTS);
    return new Sample(
        now,
        Optional.of(stats),
        hindrance,
        fleet,
        counts,
        failures.since(fleet, now.toEpochMilli()),
        unread);
  }

  private Fleet fleet(Map<String, String> unread) {
    Optional<List<RegisteredHost>> seen =
        hosts.flatMap(paced -> part(QueueState.HOSTS, paced, unread));
    QueueOrders given =
        orders.flatMap(paced -> part(QueueState.ORDERS, paced, unread)).orElse(QueueOrders.NONE);
    return new Fleet(seen.isPresent(), seen.orElse(List.of()), given);
  }

  private static <T> Optional<T> part(String name, Paced<T> paced, Map<String, String> unread) {
    try {
      return Optional.of(paced.get());
    } catch (StoreException e) {
      unread.put(name, ErrorText.of(e));
      return Optional.empty();
    }
  }

  /** Somebody has just changed something. */
  void expire() {
    queue.expire();
    hosts.ifPresent(Paced::expire);
    orders.ifPresent(Paced::expire);
    deadLetters.expire();
  }
}
