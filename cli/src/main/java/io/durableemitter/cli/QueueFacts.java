package io.durableemitter.cli;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.QueueLeases;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a queue at a moment. Immutable.
 *
 * @param at by the store's clock
 * @param ttl the time to live that its oldest event is measured by
 * @param stats of the table
 * @param lastId the end of the queue
 * @param deadLetters how many there are; estimated beyond 100,000
 * @param byReason the same by reason
 * @param hosts that have reported within the last hour
 * @param orders to them
 * @param leases by owner
 */
record QueueFacts(
    Instant at,
    Duration ttl,
    DurableQueueStats stats,
    long lastId,
    long deadLetters,
    Map<DeadLetterReason, Long> byReason,
    List<RegisteredHost> hosts,
    QueueOrders orders,
    QueueLeases leases) {

  private static final int MOST_HOSTS = 1_000;

  // beyond that counting would take seconds
  private static final int MOST_COUNTED = 100_000;

  private static final QueueLeases UNSEEN = new QueueLeases(List.of(), 0, false);

  /** All of it. */
  static QueueFacts whole(DurableEventStore store, Duration ttl) {
    return read(store, ttl, store.browser().orElseThrow().leases());
  }

  /** Without leases, for whoever asks often. */
  static QueueFacts brief(DurableEventStore store, Duration ttl) {
    return read(store, ttl, UNSEEN);
  }

  private static QueueFacts read(DurableEventStore store, Duration ttl, QueueLeases leases) {
    Map<DeadLetterReason, Long> byReason = byReason(store);
    HostRegistry registry = store.hosts().orElseThrow();
    return new QueueFacts(
        store.currentTime(),
        ttl,
        store.observeQueue(ttl, ttl.dividedBy(10)),
        store.browser().orElseThrow().lastId(),
        byReason.values().stream().mapToLong(Long::longValue).sum(),
        byReason,
        registry.hosts(MOST_HOSTS),
        registry.orders(),
        leases);
  }

  private static Map<DeadLetterReason, Long> byReason(DurableEventStore store) {
    Map<DeadLetterReason, Long> counts = new EnumMap<>(DeadLetterReason.class);
    store
        .countByReason(MOST_COUNTED)
        .byReason()
        .forEach(
            (reason, count) -> {
              if (count > 0) {
                counts.put(reason, count);
              }
            });
    return counts;
  }

  List<RegisteredHost> heard() {
    return hosts.stream().filter(RegisteredHost::isHeard).toList();
  }

  /** What the hosts say together: the worst of them. */
  String gate() {
    List<RegisteredHost> heard = heard();
    if (heard.isEmpty()) {
      return "UNKNOWN";
    }
    for (String gate : List.of("CLOSED", "PAUSED")) {
      if (heard.stream().anyMatch(host -> host.report().gate().equals(gate))) {
        return gate;
      }
    }
    return "OPEN";
  }

  /** The sum of a figure over all hosts that are heard of. */
  double sum(String figure) {
    return heard().stream()
        .mapToDouble(host -> host.report().figures().getOrDefault(figure, 0.0))
        .sum();
  }

  /** How many rows a process holds. */
  long heldBy(RegisteredHost host) {
    return leases.owners().stream()
        .filter(one -> one.owner().equals(host.report().owner()))
        .mapToLong(one -> one.rows())
        .sum();
  }
}
