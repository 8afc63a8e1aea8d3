package io.durableemitter.core.internal.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.EmitReceipt;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.Payload;
import io.durableemitter.api.internal.log.LogThrottle;
import io.durableemitter.core.Events;
import io.durableemitter.core.GatedStore;
import io.durableemitter.core.config.BacklogConfig;
import io.durableemitter.core.internal.encode.EncodedEvent;
import io.durableemitter.core.internal.metrics.EmitterCounters;
import io.durableemitter.spi.StoreException;
import io.durableemitter.testkit.ForwardingEventStore;
import io.durableemitter.testkit.InMemoryEventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventWriterTest {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(1);

  private final InMemoryEventStore rows = new InMemoryEventStore();
  private final GatedStore store = new GatedStore(rows);
  private final EmitterCounters counters = new EmitterCounters();
  private final LogThrottle throttle = new LogThrottle(System::nanoTime);
  private final List<Long> handedOver = Collections.synchronizedList(new ArrayList<>());
  private final EventWriter writer =
      new EventWriter(
          store,
          BatchingConfig.builder()
              .queueSize(4)
              .batchSize(10)
              .queueBytes(1_000_000)
              .batchBytes(1_000_000)
              .build(),
          new BacklogLimit(BacklogConfig.ofDefaults()),
          new HandOvers(handedOver),
          Duration.ofMinutes(1),
          new Completions(100, Optional.empty(), counters, throttle),
          Hooks.NONE,
          counters,
          throttle);

  @BeforeEach
  void start() {
    writer.start();
  }

  @AfterEach
  void close() {
    store.open();
    writer.close(LONG);
  }

  @Test
  void waitsForTheCommitAndHandsOverBeforeItReturns() {
    store.open();
    EmitReceipt receipt = writer.write(event("a"), LONG);

    assertThat(receipt.eventId()).isEqualTo("a");
    assertThat(rows.pendingCount()).isEqualTo(1);
    assertThat(handedOver).containsExactly(receipt.rowId());
    assertThat(counters.stats(0, 0, 0, 0).emitted()).isEqualTo(1);
  }

  @Test
  void whoGivesUpWhileItsInsertWaitsForAConnectionIsNotStoredAndKnowsIt() throws Exception {
    store.withoutConnection();
    CompletableFuture<EmitReceipt> patient = writer.writeAsync(event("patient"));
    CompletableFuture<EmitReceipt> leaving = writer.writeAsync(event("leaving"));
    store.awaitConnection();
    assertThatThrownBy(() -> writer.write(event("hasty"), SHORT))
        .isInstanceOfSatisfying(
            EmitException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED))
        .hasMessageContaining("it is not stored. Inserts wait for a connection to the store")
        .hasMessageContaining("all connections of the pool are taken")
        .hasMessageContaining("a connectionTimeout of 5 s at most");
    // in the insert that waits, or behind it
    leaving.cancel(false);
    store.open();
    store.connect();
    assertThat(patient.get().eventId()).isEqualTo("patient");
    assertThat(writer.write(event("last"), LONG).eventId()).isEqualTo("last");
    assertThat(rows.pendingCount()).as("of the patient and the last").isEqualTo(2);
  }

  @Test
  void whatFailsBeforeTheStoreBeginsIsCertainlyNotStored() {
    store.open();
    store.withoutConnection();
    store.connectionFails(new StoreException(StoreException.Outcome.UNKNOWN, "no ids", null));
    assertThatThrownBy(() -> writer.write(event("a"), LONG))
        .isInstanceOfSatisfying(
            EmitException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED))
        .hasMessage("the insert could not be begun: no ids; the event is not stored");
    assertThat(rows.pendingCount()).isZero();
  }

  /** The pool gives up at the same moment as the caller does. */
  @Test
  void whoGivesUpWhileAnInsertFailsThatNeverBeganKnowsThatItIsNotStored() throws Exception {
    CompletableFuture<Throwable> givingUp = new CompletableFuture<>();
    EventWriter failing =
        SteppedWriter.writer(
            new ForwardingEventStore(rows) {
              @Override
              public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
                throw new StoreWithoutConnection(givingUp);
              }
            },
            BatchingConfig.builder().queueSize(4).batchSize(10).build(),
            new HandOvers(handedOver),
            Duration.ofMinutes(1),
            Hooks.NONE,
            counters,
            throttle,
            System::nanoTime);
    Thread caller =
        new Thread(
            () ->
                givingUp.complete(
                    catchThrowable(() -> failing.write(event("a"), Duration.ofMillis(200)))));
    caller.start();
    while (SteppedWriter.runOnce(failing) == 0) {
      Thread.onSpinWait();
    }
    assertThat(givingUp.get())
        .isInstanceOfSatisfying(
            EmitException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.REJECTED))
        .hasMessageContaining("all connections of the pool are taken");
    caller.join();
  }

  /** While it is told why, the caller gives up. */
  private static final class StoreWithoutConnection extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient CompletableFuture<Throwable> givingUp;

    StoreWithoutConnection(CompletableFuture<Throwable> givingUp) {
      this.givingUp = givingUp;
    }

    @Override
    public String getMessage() {
      givingUp.join();
      return "no connection";
    }
  }

  @Test
  void eventsThatGatherDuringAnInsertShareTheNext() throws Exception {
    CompletableFuture<EmitReceipt> first = writer.writeAsync(event("1"));
    store.awaitInsert();
    List<CompletableFuture<EmitReceipt>> others = new ArrayList<>();
    for (int i = 2; i <= 4; i++) {
      others.add(writer.writeAsync(event("" + i)));
    }

    store.open();

    assertThat(first.get().eventId()).isEqualTo("1");
    for (CompletableFuture<EmitReceipt> other : others) {
      assertThat(other.get().rowId()).isPositive();
    }
    assertThat(store.insertSizes()).containsExactly(1, 3);
  }

  @Test
  void aTimeoutInTheQueueWithdrawsTheEvent() throws Exception {
    CompletableFuture<EmitReceipt> blocking = writer.writeAsync(event("first"));
    store.awaitInsert();

    assertRejected(Reason.TIMEOUT, () -> writer.write(event("second"), SHORT), "withdrawn");

    store.open();
    blocking.get();
    assertThat(writer.close(LONG)).isTrue();
    assertThat(rows.pendingCount()).isEqualTo(1);
  }

  @Test
  void aTimeoutDuringTheInsertIsUnknown() {
    assertThatThrownBy(() -> writer.write(event("a"), Duration.ofMillis(100)))
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> {
              assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
              assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
              assertThat(e).hasMessageContaining("may still be stored and delivered");
            });
    store.open();
    writer.close(LONG);
    assertThat(handedOver).as("and it is kept track of").hasSize(1);
  }

  @Test
  void anInterruptedCallerKeepsItsFlagAndLearnsTheOutcome() throws Exception {
    CompletableFuture<EmitReceipt> blocking = writer.writeAsync(event("first"));
    store.awaitInsert();
    FutureTask<EmitException> caller =
        new FutureTask<>(
            () -> {
              Thread.currentThread().interrupt();
              try {
                writer.write(event("second"), LONG);
                throw new AssertionError("not interrupted");
              } catch (EmitException e) {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                return e;
              }
            });
    new Thread(caller).start();

    assertThat(caller.get().reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(caller.get().outcome()).isEqualTo(Outcome.REJECTED);
    store.open();
    blocking.get();
    writer.close(LONG);
    assertThat(rows.pendingCount()).as("batch-mates are unharmed").isEqualTo(1);
  }

  @Test
  void cancellingTheFutureWithdrawsTheEvent() throws Exception {
    CompletableFuture<EmitReceipt> blocking = writer.writeAsync(event("first"));
    store.awaitInsert();
    CompletableFuture<EmitReceipt> second = writer.writeAsync(event("second"));

    assertThat(second.cancel(true)).isTrue();

    store.open();
    blocking.get();
    writer.close(LONG);
    assertThat(rows.pendingCount()).isEqualTo(1);
  }

  @Test
  void aFullQueueRefuses() throws Exception {
    List<CompletableFuture<EmitReceipt>> taken = new ArrayList<>();
    taken.add(writer.writeAsync(event("0")));
    store.awaitInsert();
    for (int i = 1; i <= 4; i++) {
      taken.add(writer.writeAsync(event("" + i)));
    }

    assertRejected(
        Reason.QUEUE_FULL, () -> writer.write(event("x"), SHORT), "insert.batching.queueSize");
    CompletableFuture<EmitReceipt> refused = writer.writeAsync(event("y"));
    assertThatThrownBy(refused::get).hasCauseInstanceOf(EmitException.class);

    store.open();
    for (CompletableFuture<EmitReceipt> one : taken) {
      one.get();
    }
    assertThat(rows.pendingCount()).isEqualTo(5);
    assertThat(counters.stats(0, 0, 0, 0).emitFailures()).isEqualTo(2);
  }

  @Test
  void aFailureOfTheStoreSaysWhetherTheEventCanBeStored() {
    store.open();
    store.failWith(new StoreException(StoreException.Outcome.NOT_DONE, "disk full", null));
    assertRejected(Reason.STORE_FAILED, () -> writer.write(event("a"), LONG), "disk full");

    store.failWith(new StoreException(StoreException.Outcome.UNKNOWN, "connection lost", null));
    assertThatThrownBy(() -> writer.write(event("b"), LONG))
        .isInstanceOfSatisfying(
            EmitException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN))
        .hasMessageContaining("connection lost");

    store.recover();
    assertThat(writer.write(event("c"), LONG).eventId()).isEqualTo("c");
  }

  @Test
  void closingFinishesWhatIsQueuedAndRefusesTheRest() throws Exception {
    CompletableFuture<EmitReceipt> first = writer.writeAsync(event("1"));
    CompletableFuture<EmitReceipt> second = writer.writeAsync(event("2"));
    store.open();

    assertThat(writer.close(LONG)).isTrue();
    assertThat(first.get().eventId()).isEqualTo("1");
    assertThat(second.get().eventId()).isEqualTo("2");
    assertRejected(Reason.CLOSED, () -> writer.write(event("3"), LONG), "closed");
  }

  @Test
  void closingTooLateRejectsWhatWasNotBegun() throws Exception {
    CompletableFuture<EmitReceipt> first = writer.writeAsync(event("1"));
    store.awaitInsert();
    CompletableFuture<EmitReceipt> second = writer.writeAsync(event("2"));

    assertThat(writer.close(SHORT)).isFalse();

    assertThatThrownBy(second::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            EmitException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    store.open();
    assertThat(first.get().eventId()).isEqualTo("1");
  }

  private static void assertRejected(Reason reason, Runnable emit, String message) {
    assertThatThrownBy(emit::run)
        .isInstanceOfSatisfying(
            EmitException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.outcome()).isEqualTo(Outcome.REJECTED);
            })
        .hasMessageContaining(message);
  }

  private static EncodedEvent event(String id) {
    return Events.encoded(id);
  }
}
