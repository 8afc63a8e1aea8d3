package io.durableemitter.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.api.DeliveryResult.FailureKind;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.Payload;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.InMemoryEventStore;
import io.durableemitter.testkit.ScriptedTransport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DurableEmitterTest {

  private static final Map<String, String> ATTRIBUTES = Map.of("source", "s", "type", "t");
  private static final byte[] BODY = {1};

  private final InMemoryEventStore store = new InMemoryEventStore();
  private final ScriptedTransport transport = new ScriptedTransport();
  private final CountDownLatch marked = new CountDownLatch(1);
  private final Hooks hooks =
      new Hooks() {
        @Override
        public void onBatchMarkDelivered(BatchMarkDelivered mark) {
          marked.countDown();
        }
      };
  private final DurableEmitter emitter =
      DurableEmitter.builder().store(store).transport(transport).hooks(hooks).build();

  @AfterEach
  void close() {
    emitter.close();
  }

  @Test
  void anEventIsStoredThenDeliveredThenRemoved() throws Exception {
    emitter.start();

    EmitReceipt receipt = emitter.emit(BODY, ATTRIBUTES);

    assertThat(store.pendingCount()).as("stored, not yet delivered").isEqualTo(1);
    assertThat(transport.messages()).hasSize(1);
    assertThat(transport.messages().get(0).header().id()).isEqualTo(receipt.eventId());
    assertThat(emitter.stats().inFlight()).isEqualTo(1);

    transport.answerHeld(DeliveryResult.delivered());
    marked.await();
    assertThat(store.pendingCount()).isZero();
    assertThat(emitter.stats().delivered()).isEqualTo(1);
  }

  @Test
  void whatCannotBeStartedIsClosed() {
    BatchEmitter helpless =
        new BatchEmitter() {
          @Override
          public void start() {
            throw new OutOfMemoryError("unable to create native thread");
          }

          @Override
          public EnqueueResult queueMessage(
              EventHeader header, Payload payload, DeliveryCallback callback) {
            return EnqueueResult.CLOSED;
          }

          @Override
          public void close(Duration timeout) {
            marked.countDown();
          }

          @Override
          public void close() {
            close(Duration.ZERO);
          }
        };
    DurableEmitter other = DurableEmitter.builder().store(store).transport(helpless).build();
    assertThatThrownBy(other::start).isInstanceOf(OutOfMemoryError.class);
    assertThat(marked.getCount()).as("its transport is closed").isZero();
    assertThatThrownBy(other::start).hasMessageContaining("build a new one");
    assertThatThrownBy(() -> other.emit(BODY, ATTRIBUTES)).isInstanceOf(EmitException.class);
    assertThat(store.pendingCount()).isZero();
  }

  @Test
  void emitSucceedsWhilePublishingFails() {
    transport.answering(DeliveryResult.failed(FailureKind.TRANSPORT, "away"));
    emitter.start();

    emitter.emit(BODY, ATTRIBUTES);

    assertThat(store.pendingCount()).isEqualTo(1);
    assertThat(emitter.stats().deliveryFailures()).isEqualTo(1);
    emitter.close();
    assertThat(emitter.stats().inFlight()).isZero();
    assertThat(marked.getCount()).as("a failed delivery marks nothing").isEqualTo(1);
  }

  @Test
  void emitBeforeStartAndAfterCloseIsRefusedAndStoresNothing() {
    assertRefused(Reason.NOT_STARTED, () -> emitter.emit(BODY, ATTRIBUTES));
    assertThat(emitter.emitAsync(BODY, ATTRIBUTES)).isCompletedExceptionally();
    emitter.start();
    emitter.close();
    assertRefused(Reason.CLOSED, () -> emitter.emit(BODY, ATTRIBUTES));
    assertThat(store.pendingCount()).isZero();
    assertThat(emitter.stats().emitFailures()).as("these are not counted").isZero();
    assertThat(transport.isClosed()).isTrue();
  }

  @Test
  void anInvalidOrOversizedEventIsRefusedBeforeAnythingIsStored() {
    emitter.start();
    assertRefused(Reason.INVALID_EVENT, () -> emitter.emit(BODY, Map.of("type", "t")));
    assertRefused(Reason.TOO_LARGE, () -> emitter.emit(new byte[10_000_000], ATTRIBUTES));
    assertThat(store.pendingCount()).isZero();
    assertThat(emitter.stats().emitFailures()).isEqualTo(2);
  }

  @Test
  void closeIsIdempotentAndLegalBeforeStart() {
    emitter.close();
    assertThatCode(emitter::close).doesNotThrowAnyException();
    assertThatThrownBy(emitter::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void marksAreFlushedOnClose() {
    emitter.start();
    for (int i = 0; i < 100; i++) {
      emitter.emit(BODY, ATTRIBUTES);
    }
    transport.answerHeld(DeliveryResult.delivered());

    emitter.close();

    assertThat(store.pendingCount()).isZero();
    assertThat(emitter.stats().markQueued()).isZero();
  }

  @Test
  void whatIsUndeliveredAtCloseStaysPending() {
    emitter.start();
    emitter.emit(BODY, ATTRIBUTES);
    emitter.close();
    assertThat(store.pendingCount()).isEqualTo(1);
    assertThat(emitter.stats().inFlight()).isZero();
  }

  @Test
  void marksWaitForAStoreThatFails() throws Exception {
    GatedStore failing = new GatedStore(store);
    failing.open();
    try (DurableEmitter other =
        DurableEmitter.builder().store(failing).transport(transport).hooks(hooks).build()) {
      other.start();
      other.emit(BODY, ATTRIBUTES);
      failing.failWith(new StoreException(StoreException.Outcome.NOT_DONE, "down", null));
      transport.answerHeld(DeliveryResult.delivered());
      assertThat(other.stats().inFlight()).as("kept from being sent twice").isEqualTo(1);

      failing.recover();
      marked.await();
      assertThat(store.pendingCount()).isZero();
    }
  }

  @Test
  void aThrowingHookIsContained() {
    AtomicInteger calls = new AtomicInteger();
    Hooks hostile =
        new Hooks() {
          @Override
          public void onEmitInsert(EmitInsert insert) {
            calls.incrementAndGet();
            throw new IllegalStateException("hostile");
          }

          @Override
          public void onBatchPublish(BatchPublish publish) {
            calls.incrementAndGet();
            throw new StackOverflowError();
          }

          @Override
          public void onBatchMarkDelivered(BatchMarkDelivered mark) {
            calls.incrementAndGet();
            throw new IllegalStateException("hostile");
          }
        };
    DurableEmitter other =
        DurableEmitter.builder()
            .store(store)
            .transport(transport.answering(DeliveryResult.delivered()))
            .hooks(hostile)
            .build();
    other.start();
    other.emit(BODY, ATTRIBUTES);
    other.close();
    assertThat(store.pendingCount()).isZero();
    assertThat(calls).hasValue(3);
    assertThat(other.stats().hookFailures()).isEqualTo(3);
  }

  @Test
  void aPluginProcessDeliversItsOwnFirstSendsAndNothingElse() throws Exception {
    EmitterConfig plugin =
        EmitterConfig.builder()
            .retransmit(
                retransmit ->
                    retransmit
                        .enabled(false)
                        .after(Duration.ofMillis(100))
                        .interval(Duration.ofMillis(1)))
            .build();
    store.insert(Events.payload("of the host"));
    DurableEmitter other =
        DurableEmitter.builder()
            .store(store)
            .transport(transport.answering(DeliveryResult.delivered()))
            .config(plugin)
            .hooks(hooks)
            .build();
    other.start();
    other.emit(BODY, ATTRIBUTES);
    marked.await();
    other.close();
    assertThat(transport.messages()).hasSize(1);
    assertThat(store.pendingCount()).isEqualTo(1);
  }

  @Test
  void theBuilderNamesWhatIsMissingOrWrong() {
    assertThatThrownBy(() -> DurableEmitter.builder().transport(transport).build())
        .hasMessageContaining("a store is missing");
    assertThatThrownBy(() -> DurableEmitter.builder().store(store).build())
        .hasMessageContaining("a transport is missing");
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closingDoesNotWaitForEverForAStartThatHangs() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    BatchEmitter hanging =
        new BatchEmitter() {
          @Override
          public void start() {
            starting.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public EnqueueResult queueMessage(
              EventHeader header, Payload payload, DeliveryCallback callback) {
            return EnqueueResult.CLOSED;
          }

          @Override
          public void close(Duration timeout) {
            closed.countDown();
          }

          @Override
          public void close() {
            close(Duration.ZERO);
          }
        };
    DurableEmitter other =
        DurableEmitter.builder()
            .store(store)
            .transport(hanging)
            .config(EmitterConfig.builder().closeTimeout(Duration.ofMillis(50)).build())
            .build();
    Thread starter = new Thread(other::start, "starter");
    starter.start();
    starting.await();
    other.close();
    assertThat(closed.getCount()).isZero();
    goOn.countDown();
    starter.join();
    assertRefused(Reason.CLOSED, () -> other.emit(BODY, ATTRIBUTES));
    // told to end; the close that had it end waited for 50 ms only
    Eventually.holds(
        () -> "what started afterwards has not ended",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("durable-emitter-retransmit")));
  }

  private static void assertRefused(Reason reason, Runnable emit) {
    assertThatThrownBy(emit::run)
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.outcome()).isEqualTo(Outcome.REJECTED);
            });
  }
}
