package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.Hooks;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Delivered rows are marked many at a time, or each alone. */
@Timeout(60)
class MarkCoalescingTest {

  private static final int EVENTS = 50;

  private final InMemoryEventStore store = new InMemoryEventStore();
  private final ScriptedTransport transport = new ScriptedTransport();
  private final List<Integer> marks = new CopyOnWriteArrayList<>();

  @Test
  void rowsShareAMarkAndTheRestIsFlushedOnClose() {
    // an hour: nothing but the full batch and the close ends the wait
    run(
        EmitterConfig.builder()
            .retransmit(retransmit -> retransmit.enabled(false))
            .remove(
                remove ->
                    remove.batching(
                        batching -> batching.batchSize(30).flushInterval(Duration.ofHours(1)))));

    assertThat(marks).containsExactlyInAnyOrder(30, 20);
    assertThat(store.pendingCount()).isZero();
  }

  @Test
  void withABatchOfOneEachIsMarkedAlone() {
    run(
        EmitterConfig.builder()
            .retransmit(retransmit -> retransmit.enabled(false))
            .remove(remove -> remove.batching(batching -> batching.batchSize(1))));

    assertThat(marks).hasSize(EVENTS).containsOnly(1);
    assertThat(store.pendingCount()).isZero();
  }

  @Test
  void aCallerMayReuseItsArrayAtOnce() {
    GatedStore gated = new GatedStore(store);
    byte[] body = {1};
    try (DurableEmitter emitter =
        DurableEmitter.builder().store(gated).transport(transport).build()) {
      emitter.start();
      var emitted = emitter.emitAsync(body, Map.of("source", "s", "type", "t"));
      body[0] = 2;
      gated.open();
      emitted.join();
    }
    byte[] payload = transport.messages().get(0).payload().unsafeBytes();
    // proto_data: an Any whose value is the body as it was
    assertThat(payload).containsSequence(0x42, 3, 0x12, 1, 1);
  }

  private void run(EmitterConfig.Builder config) {
    Hooks hooks =
        new Hooks() {
          @Override
          public void onBatchMarkDelivered(BatchMarkDelivered mark) {
            marks.add(mark.count());
          }
        };
    DurableEmitter emitter =
        DurableEmitter.builder()
            .store(store)
            .transport(transport)
            .hooks(hooks)
            .config(config.build())
            .build();
    try (emitter) {
      emitter.start();
      List<CompletableFuture<?>> emits = new ArrayList<>();
      for (int i = 0; i < EVENTS; i++) {
        emits.add(emitter.emitAsync(new byte[] {1}, Map.of("source", "s", "type", "t")));
      }
      emits.forEach(CompletableFuture::join);
      assertThat(transport.answerHeld(DeliveryResult.delivered())).isEqualTo(EVENTS);
    }
  }
}
