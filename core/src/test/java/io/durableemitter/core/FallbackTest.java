package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Payload;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EventPublisher;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event whose batch failed gets a second chance alone. */
@Timeout(60)
class FallbackTest {

  private static final Map<String, String> ATTRIBUTES = Map.of("source", "s", "type", "t");
  private static final DeliveryResult FAILED = DeliveryResult.failed(FailureKind.TRANSPORT, "away");

  private final InMemoryEventStore store = new InMemoryEventStore();
  private final ScriptedTransport transport = new ScriptedTransport().answering(FAILED);
  private final ScriptedTransport fallback = new ScriptedTransport();
  private final DurableEmitter emitter =
      DurableEmitter.builder()
          .store(store)
          .transport(transport)
          .fallback(fallback)
          .config(
              EmitterConfig.builder()
                  .deliver(deliver -> deliver.fallbackMaxInFlight(2))
                  .retransmit(retransmit -> retransmit.enabled(false))
                  .build())
          .build();

  @AfterEach
  void close() {
    emitter.close();
  }

  @Test
  void deliversAnEventWhoseBatchFailed() {
    emitter.start();
    String id = emit();

    assertThat(fallback.messages()).hasSize(1);
    assertThat(fallback.messages().get(0).header().id()).isEqualTo(id);
    assertThat(fallback.messages().get(0).payload())
        .isEqualTo(transport.messages().get(0).payload());
    assertThat(emitter.stats().fallbackInFlight()).isEqualTo(1);
    assertThat(emitter.stats().inFlight()).as("nobody else sends it meanwhile").isEqualTo(1);

    fallback.answerHeld(DeliveryResult.delivered());
    emitter.close();
    assertThat(store.pendingCount()).isZero();
    assertThat(emitter.stats().fallbackSuccesses()).isEqualTo(1);
    assertThat(emitter.stats().delivered()).isEqualTo(1);
    assertThat(emitter.stats().deliveryFailures()).as("the batch").isEqualTo(1);
  }

  @Test
  void anEventThatFailsAgainStaysPendingAndIsNotTriedAThirdTime() {
    fallback.answering(FAILED);
    emitter.start();
    emit();

    assertThat(fallback.messages()).hasSize(1);
    assertThat(store.pendingCount()).isEqualTo(1);
    assertThat(emitter.stats().fallbackFailures()).isEqualTo(1);
    assertThat(emitter.stats().fallbackInFlight()).isZero();
    emitter.close();
    assertThat(emitter.stats().inFlight()).isZero();
  }

  @Test
  void aPublisherWithoutAThreadLeavesTheEventInTheStore() {
    EventPublisher helpless =
        new EventPublisher() {
          @Override
          public void publish(EventHeader header, Payload payload, DeliveryCallback callback) {
            throw new OutOfMemoryError("unable to create native thread");
          }

          @Override
          public void close(Duration timeout) {}

          @Override
          public void close() {}
        };
    try (DurableEmitter other =
        DurableEmitter.builder().store(store).transport(transport).fallback(helpless).build()) {
      other.start();
      other.emit(new byte[1], ATTRIBUTES);
      assertThat(store.pendingCount()).isEqualTo(1);
      assertThat(other.stats().fallbackInFlight()).isZero();
      assertThat(other.stats().fallbackFailures()).isEqualTo(1);
    }
  }

  @Test
  void onlySoManyAreUnderWayAndTheOthersWaitInTheStore() {
    emitter.start();
    emit();
    emit();
    emit();

    assertThat(fallback.messages()).hasSize(2);
    assertThat(emitter.stats().fallbackInFlight()).isEqualTo(2);
    fallback.answerHeld(DeliveryResult.delivered());
    emitter.close();
    assertThat(store.pendingCount()).isEqualTo(1);
  }

  @Test
  void whatCannotGetBetterIsNotTriedAgain() {
    emitter.start();
    for (DeliveryResult result :
        new DeliveryResult[] {
          DeliveryResult.failed(FailureKind.TOO_LARGE, "too large"),
          DeliveryResult.failed(FailureKind.OVER_LIMIT, "over the limit"),
          DeliveryResult.failed(FailureKind.CLOSED, "closed"),
          DeliveryResult.rejected("INVALID", "no", true),
          DeliveryResult.delivered()
        }) {
      transport.answering(result);
      emit();
    }

    assertThat(fallback.messages()).isEmpty();
  }

  @Test
  void isClosedWithTheEmitterAfterItsSendsHaveEnded() {
    fallback.answering(DeliveryResult.delivered());
    emitter.start();
    emit();
    emitter.close();

    assertThat(fallback.isClosed()).isTrue();
    assertThat(store.pendingCount()).as("marked before the end").isZero();
  }

  @Test
  void aFallbackThatThrowsLeavesTheEventPending() {
    fallback.answering(
        message -> {
          throw new IllegalStateException("a defect");
        });
    emitter.start();
    emit();

    assertThat(store.pendingCount()).isEqualTo(1);
    assertThat(emitter.stats().fallbackFailures()).isEqualTo(1);
    assertThat(emitter.stats().fallbackInFlight()).isZero();
  }

  private String emit() {
    return emitter.emit(new byte[] {1}, ATTRIBUTES).eventId();
  }
}
