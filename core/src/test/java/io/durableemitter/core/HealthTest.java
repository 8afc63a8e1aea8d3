package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.HealthReport.Component;
import io.durableemitter.api.HealthReport.State;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.ForwardingEventStore;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import io.durableemitter.testkit.ScriptedTransport;
import io.opentelemetry.api.metrics.MeterProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthTest {

  private final GatedStore store = new GatedStore(new InMemoryEventStore());
  private final ScriptedTransport transport =
      new ScriptedTransport().answering(DeliveryResult.delivered());
  private final DurableEmitter emitter =
      DurableEmitter.builder().store(store).transport(transport).build();

  @BeforeEach
  void open() {
    store.open();
  }

  @AfterEach
  void close() {
    emitter.close();
  }

  @Test
  void isUpAfterStartAndDownBeforeAndAfterwards() {
    assertThat(emitter.isReady()).isFalse();
    assertThat(component("emitter").detail()).contains("not been started");
    emitter.start();
    assertThat(emitter.isReady()).isTrue();
    assertThat(emitter.health().state()).isEqualTo(State.UP);
    assertThat(emitter.health().components())
        .extracting(Component::name)
        .filteredOn(name -> !name.equals("queue")) // from the first look at the queue on
        .containsExactly(
            "emitter",
            "store",
            "transport",
            "gate",
            "insert",
            "mark",
            "failed-rows",
            "sample",
            "lease",
            "watch",
            "retransmit",
            "expire",
            "purge",
            "purge-dead-letters");
    emitter.close();
    assertThat(emitter.isReady()).isFalse();
    assertThat(component("emitter").detail()).contains("closed");
  }

  @Test
  void aPartTellsSinceWhenItIsInItsStateThoughNobodyHasAsked() {
    ManualClock clock = new ManualClock();
    Instant begin = clock.instant();
    AtomicInteger probes = new AtomicInteger();
    ForwardingEventStore probed =
        new ForwardingEventStore(store) {
          @Override
          public void probe() {
            probes.incrementAndGet();
            throw new StoreException(StoreException.Outcome.NOT_DONE, "no database", null);
          }
        };
    try (DurableEmitter watched =
        DurableEmitter.builder().store(probed).transport(transport).clock(clock).build()) {
      watched.start();
      assertThat(component(watched, "store").since()).hasValue(begin);
      clock.advance(Duration.ofMinutes(1));
      store.failWith(new StoreException(StoreException.Outcome.NOT_DONE, "no database", null));
      assertThatThrownBy(() -> watched.emit(new byte[] {1}, Map.of("source", "s", "type", "t")))
          .isInstanceOf(EmitException.class);
      // the second begins after the look that follows the first
      Eventually.holds(() -> probes + " probes", () -> probes.get() >= 2);
      clock.advance(Duration.ofMinutes(1));
      Component down = component(watched, "store");
      assertThat(down.state()).isEqualTo(State.DOWN);
      assertThat(down.since()).hasValue(begin.plusSeconds(60));
    }
  }

  @Test
  void aStoreThatFailsIsDownUntilAnInsertGoesWell() {
    emitter.start();
    store.failWith(new StoreException(StoreException.Outcome.NOT_DONE, "no database", null));
    assertThatThrownBy(this::emit).isInstanceOf(EmitException.class);

    assertThat(emitter.isReady()).isFalse();
    assertThat(component("store").detail()).contains("no database");
    store.recover();
    emit();
    awaitReady(); // told after the caller, who waits for nothing but the commit
  }

  @Test
  void readinessComesBackWithoutAnEmit() {
    emitter.start();
    store.failWith(new StoreException(StoreException.Outcome.NOT_DONE, "no database", null));
    assertThatThrownBy(this::emit).isInstanceOf(EmitException.class);
    assertThat(emitter.isReady()).isFalse();

    store.recover();
    awaitReady(); // a thread of the emitter probes
    assertThat(emitter.stats().emitted()).isZero();
  }

  @Test
  void aTransportWhoseOtherEndOnlyRefusesIsThere() {
    emitter.start();
    transport.answering(DeliveryResult.failed(FailureKind.TRANSPORT, "connection refused"));
    emit();
    assertThat(component("transport").state()).isEqualTo(State.DEGRADED);
    transport.answering(DeliveryResult.rejected("SCHEMA_MISSING", "not yet", false));
    emit();
    assertThat(component("transport").state()).isEqualTo(State.UP);
  }

  @Test
  void aTransportThatThrowsChangesNoOutcomeAndIsUsedAgain() {
    emitter.start();
    transport.answering(
        message -> {
          throw new IllegalStateException("for the test");
        });
    for (int i = 0; i < 10; i++) {
      emit();
    }
    assertThat(emitter.stats().emitted()).isEqualTo(10);
    assertThat(emitter.stats().inFlight()).as("none is pinned").isLessThanOrEqualTo(10);
    transport.answering(DeliveryResult.delivered());
    emit();
    // marks and failures are written by threads of their own
    Eventually.holds(() -> emitter.stats().toString(), () -> emitter.stats().inFlight() == 0);
    assertThat(emitter.stats().delivered()).isEqualTo(1);
  }

  @Test
  void aTransportThatFailsDegradesButEventsAreStillTaken() {
    emitter.start();
    transport.answering(DeliveryResult.failed(FailureKind.TRANSPORT, "connection refused"));
    emit();

    assertThat(component("transport").state()).isEqualTo(State.DEGRADED);
    assertThat(component("transport").detail()).contains("connection refused");
    assertThat(emitter.isReady()).isTrue();
    transport.answering(DeliveryResult.delivered());
    emit();
    assertThat(emitter.health().state()).isEqualTo(State.UP);
  }

  @Test
  void anOldBacklogDegradesTheQueueLongBeforeItsEventsExpire() {
    awaitQueue(
        observedAs(new DurableQueueStats(7, 7, 70, Duration.ofMinutes(31), 0, false)),
        "the oldest of 7 pending events has waited PT31M of its time to live of PT72H");
  }

  @Test
  void expiryAndPurgeAreSwitchedOffEachByItself() {
    assertThat(duties(EmitterConfig.builder()))
        .contains("expire", "purge", "purge-dead-letters", "lease");
    assertThat(duties(EmitterConfig.builder().expire(expire -> expire.enabled(false))))
        .contains("purge", "purge-dead-letters", "lease")
        .doesNotContain("expire");
    assertThat(duties(EmitterConfig.builder().remove(remove -> remove.purgeEnabled(false))))
        .contains("expire", "lease")
        .doesNotContain("purge", "purge-dead-letters");
  }

  private List<String> duties(EmitterConfig.Builder config) {
    DurableEmitter host =
        DurableEmitter.builder()
            .store(new InMemoryEventStore())
            .transport(transport)
            .config(config.build())
            .build();
    return host.health().components().stream().map(Component::name).toList();
  }

  @Test
  void whatHindersTheStoreFromCleaningUpDegradesTheQueue() {
    String vacuumBlocker = "the transaction of process 1 has been open for PT5M";
    awaitQueue(hindered(vacuumBlocker), vacuumBlocker);
  }

  private void awaitQueue(DurableEventStore store, String problem) {
    try (DurableEmitter watched =
        DurableEmitter.builder()
            .store(store)
            .transport(transport)
            .config(EmitterConfig.builder().backlog(backlog -> backlog.maxRows(1_000)).build())
            .meter(MeterProvider.noop().get("test"))
            .build()) {
      watched.start();
      // the queue is looked at by a thread of its own
      Eventually.holds(
          () -> watched.health().toString(),
          () ->
              watched.health().components().stream()
                  .anyMatch(
                      part ->
                          part.name().equals("queue")
                              && part.state() == State.DEGRADED
                              && part.detail().equals(problem)));
      assertThat(watched.isReady()).isTrue();
    }
  }

  /** A store whose queue is as old as said. */
  private static DurableEventStore observedAs(DurableQueueStats stats) {
    return new ForwardingEventStore(new InMemoryEventStore()) {
      @Override
      public DurableQueueStats observeQueue(Duration ttl, Duration lead) {
        return stats;
      }
    };
  }

  /** A store whose queue can be observed, and that tells what hinders it. */
  private static DurableEventStore hindered(String by) {
    return new ForwardingEventStore(new InMemoryEventStore()) {
      @Override
      public Optional<String> vacuumBlocker() {
        return Optional.of(by);
      }
    };
  }

  private void awaitReady() {
    Eventually.holds(() -> emitter.health().toString(), emitter::isReady);
  }

  private void emit() {
    emitter.emit(new byte[] {1}, Map.of("source", "s", "type", "t"));
  }

  private Component component(String name) {
    return component(emitter, name);
  }

  private static Component component(DurableEmitter of, String name) {
    return of.health().components().stream()
        .filter(component -> component.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
