package io.durableemitter.cli;

import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.RegisteredHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Gives all hosts of a table an order, and waits until they have followed it. */
final class OrderRun {

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int MOST_HOSTS = 1_000;

  /** Who is to follow, and who has. */
  record Followed(QueueAction action, List<RegisteredHost> heard, List<RegisteredHost> late) {

    boolean byAll() {
      return late.isEmpty();
    }

    int count() {
      return heard.size() - late.size();
    }

    String lateNames() {
      return late.stream()
          .map(host -> host.report().name() + " (" + host.report().gate() + ")")
          .collect(Collectors.joining(", "));
    }
  }

  private final DurableEventStore store;
  private final HostRegistry registry;
  private final Shutdown shutdown;

  OrderRun(DurableEventStore store, Shutdown shutdown) {
    this.store = store;
    this.registry = store.hosts().orElseThrow();
    this.shutdown = shutdown;
  }

  /**
   * Orders, and waits.
   *
   * @param followed what a host reports that has followed
   */
  Followed run(
      QueueAction.Kind kind, String actor, String detail, Predicate<String> followed, Duration wait)
      throws InterruptedException {
    QueueAction action = registry.record(kind, actor, detail);
    long deadline = System.nanoTime() + wait.toNanos();
    Followed state = look(action, followed);
    while (!state.byAll() && System.nanoTime() < deadline && !shutdown.await(LOOK)) {
      state = look(action, followed);
    }
    return state;
  }

  /** A host learns of an order when it reports, so what it has said before does not count. */
  private Followed look(QueueAction action, Predicate<String> followed) {
    List<RegisteredHost> heard =
        registry.hosts(MOST_HOSTS).stream().filter(RegisteredHost::isHeard).toList();
    Instant now = store.currentTime();
    List<RegisteredHost> late =
        heard.stream()
            .filter(
                host ->
                    !followed.test(host.report().gate())
                        || !now.minus(host.silence()).isAfter(action.at()))
            .toList();
    return new Followed(action, heard, late);
  }
}
