package io.durableemitter.testkit;

import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A registry of hosts in memory, for tests of what looks at hosts or orders them something. Give it
 * to a store by {@link ForwardingEventStore}. Safe for concurrent use.
 */
public final class InMemoryHostRegistry implements HostRegistry {

  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private record Seen(HostReport report, Instant startedAt, Instant at) {}

  private final Clock clock;
  private final Map<UUID, Seen> seen = new LinkedHashMap<>();
  private final List<QueueAction> actions = new ArrayList<>();

  /**
   * One that knows no host.
   *
   * @param clock the store's
   */
  public InMemoryHostRegistry(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized QueueOrders report(HostReport report) {
    Instant now = clock.instant();
    Seen before = seen.get(report.owner());
    Instant started = before == null ? now.minus(report.uptime()) : before.startedAt();
    seen.put(report.owner(), new Seen(report, started, now));
    seen.values().removeIf(one -> Duration.between(one.at(), now).compareTo(FORGOTTEN) > 0);
    return orders();
  }

  @Override
  public synchronized void leave(UUID owner) {
    seen.remove(owner);
  }

  @Override
  public synchronized List<RegisteredHost> hosts(int limit) {
    Instant now = clock.instant();
    return seen.values().stream()
        .map(
            one ->
                new RegisteredHost(one.report(), one.startedAt(), Duration.between(one.at(), now)))
        .filter(host -> host.silence().compareTo(FORGOTTEN) <= 0)
        .sorted(Comparator.comparing(RegisteredHost::silence))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized QueueOrders orders() {
    Optional<QueueAction> last =
        last(QueueAction.Kind.PAUSE, QueueAction.Kind.RESUME)
            .filter(action -> action.kind().equals(Optional.of(QueueAction.Kind.PAUSE)));
    OptionalLong confirmation =
        last(QueueAction.Kind.CONFIRM_EXPIRY)
            .map(action -> OptionalLong.of(action.id()))
            .orElse(OptionalLong.empty());
    return new QueueOrders(last, confirmation);
  }

  private Optional<QueueAction> last(QueueAction.Kind... kinds) {
    return actions(Integer.MAX_VALUE).stream()
        .filter(action -> action.kind().filter(List.of(kinds)::contains).isPresent())
        .findFirst();
  }

  @Override
  public synchronized QueueAction record(QueueAction.Kind kind, String actor, String detail) {
    QueueAction action =
        new QueueAction(actions.size() + 1L, clock.instant(), Optional.of(kind), actor, detail);
    actions.add(action);
    return action;
  }

  @Override
  public synchronized List<QueueAction> actions(int limit) {
    List<QueueAction> newest = new ArrayList<>(actions);
    newest.sort(Comparator.comparingLong(QueueAction::id).reversed());
    return newest.stream().limit(limit).toList();
  }
}
