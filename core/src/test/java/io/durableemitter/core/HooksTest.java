package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.Hooks;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HooksTest {

  private final GatedStore store = new GatedStore(new InMemoryEventStore());
  private final ScriptedTransport transport =
      new ScriptedTransport().answering(DeliveryResult.delivered());
  private final List<Record> calls = new CopyOnWriteArrayList<>();
  private final DurableEmitter emitter =
      DurableEmitter.builder()
          .store(store)
          .transport(transport)
          .hooks(new Recording())
          .config(
              EmitterConfig.builder().retransmit(retransmit -> retransmit.enabled(false)).build())
          .build();

  @BeforeEach
  void start() {
    store.open();
    emitter.start();
  }

  @AfterEach
  void close() {
    emitter.close();
  }

  @Test
  void areToldOfInsertPublishAndMark() {
    emit();
    emitter.close();

    assertThat(calls)
        .extracting(Record::getClass)
        .containsExactlyInAnyOrder(
            Hooks.EmitInsert.class, Hooks.BatchPublish.class, Hooks.BatchMarkDelivered.class);
    assertThat(calls)
        .anySatisfy(
            call ->
                assertThat(call)
                    .isInstanceOfSatisfying(
                        Hooks.EmitInsert.class,
                        insert -> {
                          assertThat(insert.count()).isEqualTo(1);
                          assertThat(insert.error()).isEmpty();
                          assertThat(insert.elapsed()).isPositive();
                        }))
        .anySatisfy(
            call ->
                assertThat(call)
                    .isInstanceOfSatisfying(
                        Hooks.BatchMarkDelivered.class,
                        mark -> assertThat(mark.count()).isEqualTo(1)));
  }

  @Test
  void areToldOfAnInsertThatFailed() {
    store.failWith(new StoreException(StoreException.Outcome.NOT_DONE, "down", null));
    assertThatThrownBy(this::emit).isInstanceOf(EmitException.class);
    emitter.close();

    assertThat(calls)
        .singleElement()
        .isInstanceOfSatisfying(
            Hooks.EmitInsert.class,
            insert -> assertThat(insert.error().orElseThrow()).hasMessageContaining("down"));
  }

  @Test
  void aFailedPublishIsToldAndNoMarkFollows() {
    transport.answering(DeliveryResult.failed(FailureKind.TRANSPORT, "away"));
    emit();
    emitter.close();

    assertThat(calls)
        .extracting(Record::getClass)
        .containsExactlyInAnyOrder(Hooks.EmitInsert.class, Hooks.BatchPublish.class);
    assertThat(calls)
        .anySatisfy(
            call ->
                assertThat(call)
                    .isInstanceOfSatisfying(
                        Hooks.BatchPublish.class,
                        publish -> assertThat(publish.result().isDelivered()).isFalse()));
  }

  @Test
  void hooksThatHangLoseCallsAndHarmNothing() {
    CountDownLatch never = new CountDownLatch(1);
    InMemoryEventStore rows = new InMemoryEventStore();
    DurableEmitter hanging =
        DurableEmitter.builder()
            .store(rows)
            .transport(new ScriptedTransport().answering(DeliveryResult.delivered()))
            .hooks(
                new Hooks() {
                  @Override
                  public void onEmitInsert(EmitInsert insert) {
                    awaitUninterruptibly(never);
                  }
                })
            .build();
    hanging.start();
    while (hanging.stats().hookFailures() == 0) {
      hanging.emit(new byte[] {1}, Map.of("source", "s", "type", "t"));
    }
    assertThat(hanging.health().components())
        .filteredOn(component -> component.name().equals("hooks"))
        .singleElement()
        .satisfies(hooks -> assertThat(hooks.detail()).contains("slow or hang"));
    hanging.close();
    assertThat(rows.pendingCount()).as("all delivered and removed").isZero();
    never.countDown();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void emit() {
    emitter.emit(new byte[] {1}, Map.of("source", "s", "type", "t"));
  }

  private final class Recording implements Hooks {
    @Override
    public void onEmitInsert(EmitInsert insert) {
      calls.add(insert);
    }

    @Override
    public void onBatchPublish(BatchPublish publish) {
      calls.add(publish);
    }

    @Override
    public void onBatchMarkDelivered(BatchMarkDelivered mark) {
      calls.add(mark);
    }
  }
}
