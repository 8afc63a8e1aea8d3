package io.durableemitter.cli;

import io.durableemitter.api.DeadLetterReason;
import io.durableemitter.api.Finding;
import io.durableemitter.console.internal.state.Fleet;
import io.durableemitter.console.internal.state.QueueState;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.OwnedLeases;
import io.durableemitter.spi.QueueLeases;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is known of a queue at a moment. Immutable.
 *
 * @param at by the store's clock
 * @param state what it is judged by; hosts are those that have reported within the last hour
 * @param lastId the end of the queue
 * @param leases by owner
 */
record QueueFacts(Instant at, QueueState state, long lastId, QueueLeases leases) {

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
    HostRegistry registry = store.hosts().orElseThrow();
    QueueState state =
        new QueueState(
            store.observeQueue(ttl, ttl.dividedBy(10)),
            ttl,
            new Fleet(true, registry.hosts(MOST_HOSTS), registry.orders()),
            leases.owners().stream()
                .collect(Collectors.toMap(OwnedLeases::owner, OwnedLeases::rows)),
            store.countByReason(MOST_COUNTED),
            "",
            Map.of());
    return new QueueFacts(
        store.currentTime(), state, store.browser().orElseThrow().lastId(), leases);
  }

  DurableQueueStats stats() {
    return state.stats();
  }

  Duration ttl() {
    return state.ttl();
  }

  Fleet fleet() {
    return state.fleet();
  }

  List<RegisteredHost> hosts() {
    return state.fleet().hosts();
  }

  QueueOrders orders() {
    return state.fleet().orders();
  }

  /** How many there are; estimated beyond 100,000. */
  long deadLetters() {
    return state.deadLettersInAll();
  }

  /** The same by reason. */
  Map<DeadLetterReason, Long> byReason() {
    Map<DeadLetterReason, Long> counts = new TreeMap<>(state.deadLetters().byReason());
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  List<RegisteredHost> heard() {
    return hosts().stream().filter(RegisteredHost::isHeard).toList();
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

  /** What needs hands; empty if the queue is healthy. */
  List<Finding> findings() {
    return state.findings().stream().filter(Finding::needsHands).map(FixCommands::named).toList();
  }
}
