package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ManualClock;
import io.durableemitter.testkit.ScriptedTransport;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What closing waits for, and what it gives back. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClosingTest {

  private static final Map<String, String> ATTRIBUTES = Map.of("source", "s", "type", "t");
  private static final Duration AFTER = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final InMemoryEventStore store = new InMemoryEventStore(clock);
  private final ScriptedTransport transport = new ScriptedTransport();

  @Test
  void waitsForWhatIsQueuedForAnInsert() throws Exception {
    GatedStore gated = new GatedStore(store);
    DurableEmitter emitter =
        DurableEmitter.builder()
            .store(gated)
            .transport(transport)
            .config(
                EmitterConfig.builder()
                    .insert(insert -> insert.batching(batching -> batching.workers(1)))
                    .build())
            .build();
    emitter.start();
    CompletableFuture<EmitReceipt> first = emitter.emitAsync(new byte[1], ATTRIBUTES);
    gated.awaitInsert();
    CompletableFuture<EmitReceipt> second = emitter.emitAsync(new byte[1], ATTRIBUTES);
    Thread closer = closing(emitter);
    Eventually.holds(
        () -> "it does not wait",
        () -> waitsIn(closer, "EventWriter", "close") || !closer.isAlive());
    gated.open();
    closer.join();

    assertThat(first.get().rowId()).isPositive();
    assertThat(second.get().rowId()).isPositive();
    assertThat(store.pendingCount()).isEqualTo(2);
  }

  @Test
  void waitsForEventsThatAreTriedAloneAndMarksThem() throws Exception {
    ScriptedTransport fallback = new ScriptedTransport();
    DurableEmitter emitter =
        DurableEmitter.builder()
            .store(store)
            .transport(transport.answering(DeliveryResult.failed(FailureKind.TRANSPORT, "away")))
            .fallback(fallback)
            .build();
    emitter.start();
    emitter.emit(new byte[1], ATTRIBUTES);
    Thread closer = closing(emitter);
    Eventually.holds(
        () -> "it does not wait", () -> waitsIn(closer, "Fallback", "finish") || !closer.isAlive());
    fallback.answerHeld(DeliveryResult.delivered());
    closer.join();

    assertThat(emitter.stats().fallbackSuccesses()).isEqualTo(1);
    assertThat(store.pendingCount()).as("marked before the end").isZero();
  }

  @Test
  void givesBackWhatWasClaimedAndNotHandedOver() {
    for (int row = 0; row < 3; row++) {
      store.insert(Events.payload("" + row));
    }
    clock.advance(AFTER);
    DurableEmitter emitter =
        DurableEmitter.builder().store(store).transport(transport.withCapacity(1)).build();
    emitter.start();
    Eventually.holds(
        () -> emitter.stats().toString(),
        () -> emitter.stats().inFlight() == 3 && transport.heldCount() == 1);
    assertThat(store.leases()).hasSize(3);
    emitter.close();

    assertThat(store.leases()).as("another process may send them at once").isEmpty();
    assertThat(emitter.stats().inFlight()).isZero();
  }

  private static Thread closing(DurableEmitter emitter) {
    Thread closer = new Thread(emitter::close, "closer");
    closer.start();
    return closer;
  }

  static boolean waitsIn(Thread thread, String type, String method) {
    return thread.getState() == Thread.State.TIMED_WAITING
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(
                frame ->
                    frame.getClassName().endsWith("." + type)
                        && frame.getMethodName().equals(method));
  }
}
