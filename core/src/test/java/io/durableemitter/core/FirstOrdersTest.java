package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.spi.HostRegistry;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import io.durableemitter.spi.QueueOrders;
import io.durableemitter.spi.RegisteredHost;
import io.durableemitter.testkit.ForwardingEventStore;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.InMemoryHostRegistry;
import io.durableemitter.testkit.ManualClock;
import io.durableemitter.testkit.ScriptedTransport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process hears what is ordered before it takes its first event. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FirstOrdersTest {

  private static final Map<String, String> ATTRIBUTES = Map.of("source", "s", "type", "t");

  private final ManualClock clock = new ManualClock();
  private final SlowRegistry registry = new SlowRegistry(new InMemoryHostRegistry(clock));
  private final InMemoryEventStore events = new InMemoryEventStore(clock);
  private final ScriptedTransport transport = ScriptedTransport.delivering();

  @Test
  void aStartWaitsForThem() throws Exception {
    registry.record(QueueAction.Kind.PAUSE, "the test", "");
    try (DurableEmitter emitter =
        DurableEmitter.builder()
            .store(
                new ForwardingEventStore(events) {
                  @Override
                  public Optional<HostRegistry> hosts() {
                    return Optional.of(registry);
                  }
                })
            .transport(transport)
            .build()) {
      Thread starter = new Thread(emitter::start, "starter");
      starter.start();
      Eventually.holds(
          () -> "it does not wait",
          () -> ClosingTest.waitsIn(starter, "HostReporter", "awaitFirst"));
      registry.answer.countDown();
      starter.join();
      emitter.emit(new byte[1], ATTRIBUTES);
      assertThat(emitter.stats().heldByGate()).isEqualTo(1);
      assertThat(transport.messages()).isEmpty();
    }
  }

  /** Answers no report until it is let. */
  private record SlowRegistry(HostRegistry registry, CountDownLatch answer)
      implements HostRegistry {

    SlowRegistry(HostRegistry registry) {
      this(registry, new CountDownLatch(1));
    }

    @Override
    public QueueOrders report(HostReport report) {
      try {
        answer.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return registry.report(report);
    }

    @Override
    public void leave(UUID owner) {
      registry.leave(owner);
    }

    @Override
    public List<RegisteredHost> hosts(int limit) {
      return registry.hosts(limit);
    }

    @Override
    public QueueOrders orders() {
      return registry.orders();
    }

    @Override
    public QueueAction record(QueueAction.Kind kind, String actor, String detail) {
      return registry.record(kind, actor, detail);
    }

    @Override
    public List<QueueAction> actions(int limit) {
      return registry.actions(limit);
    }
  }
}
