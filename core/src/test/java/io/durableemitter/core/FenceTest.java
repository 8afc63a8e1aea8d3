package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.EventClaims;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An acknowledgement that comes when another process has taken the row over. */
@Timeout(60)
class FenceTest {

  private static final UUID OTHER = new UUID(0, 2);

  private final InMemoryEventStore store = new InMemoryEventStore();
  private final ScriptedTransport transport = new ScriptedTransport();

  @Test
  void itDoesNotRemoveWhatTheOtherHolds() {
    EventClaims claims = store;
    EmitterConfig config =
        EmitterConfig.builder().retransmit(retransmit -> retransmit.enabled(false)).build();
    try (DurableEmitter emitter =
        DurableEmitter.builder().store(store).transport(transport).config(config).build()) {
      emitter.start();
      emitter.emit(new byte[] {1}, Map.of("source", "s", "type", "taken over"));
      List<ClaimedEvent> taken =
          claims
              .claim(
                  OTHER,
                  Duration.ofHours(1),
                  new PageRequest(Duration.ZERO, PendingCursor.START, 1, Long.MAX_VALUE))
              .rows();
      assertThat(taken).hasSize(1);
      emitter.emit(new byte[] {2}, Map.of("source", "s", "type", "ours"));
      assertThat(transport.answerHeld(DeliveryResult.delivered())).isEqualTo(2);
    }
    assertThat(store.pendingCount()).as("only the other's").isEqualTo(1);
    long[] id = {
      store
          .listPending(new PageRequest(Duration.ZERO, PendingCursor.START, 1, Long.MAX_VALUE))
          .rows()
          .get(0)
          .id()
    };
    assertThat(claims.markDeliveredBatch(OTHER, id)).isEqualTo(1);
  }
}
