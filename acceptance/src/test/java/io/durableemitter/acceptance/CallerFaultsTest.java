package io.durableemitter.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.EmitException;
import io.durableemitter.api.EmitException.Outcome;
import io.durableemitter.api.EmitException.Reason;
import io.durableemitter.api.EventHeader;
import io.durableemitter.api.Hooks;
import io.durableemitter.api.Payload;
import io.durableemitter.chaos.check.Eventually;
import io.durableemitter.chaos.check.Verdict;
import io.durableemitter.chaos.load.Callers;
import io.durableemitter.chaos.load.Sample;
import io.durableemitter.chaos.sabotage.ForwardingTransport;
import io.durableemitter.core.DurableEmitter;
import io.durableemitter.core.config.EmitterConfig;
import io.durableemitter.spi.DeliveryCallback;
import io.durableemitter.spi.EnqueueResult;
import io.durableemitter.testkit.ForwardingEventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Those who use an emitter do what they should not, or at a bad moment. Rows D4, D6, D7 and E6 of
 * docs/chaos.md.
 */
@Timeout(120)
class CallerFaultsTest {

  private static final int CALLERS = 4;
  private static final int INTERRUPTIONS = 300;
  private static final int CLOSES = 20;

  private final FaultEnvironment faults = FaultEnvironment.ofASoundDatabase();

  @AfterEach
  void close() throws Exception {
    faults.close();
  }

  /** Row D4. */
  @Test
  void interruptedCallersLearnTheTruthAndTheirNeighboursAreUnaffected() throws Exception {
    DurableEmitter emitter = faults.emitter();
    faults.load("calm", CALLERS, emitter);
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();
    List<Thread> victims = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      String prefix = "interrupted-" + i + "-";
      Thread victim =
          new Thread(
              () -> {
                for (int number = 0; over.getCount() > 0; number++) {
                  emitInterruptibly(emitter, Sample.of(prefix + number), interrupted);
                }
              });
      victims.add(victim);
      victim.start();
    }
    Random random = new Random(4);
    for (int i = 0; i < INTERRUPTIONS; i++) {
      victims.get(random.nextInt(victims.size())).interrupt();
      LockSupport.parkNanos(random.nextInt(3_000_000));
    }
    Eventually.holds(() -> interrupted + " interrupted", () -> interrupted.get() > 0);
    over.countDown();
    for (Thread victim : victims) {
      victim.join();
    }
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(faults.emits().rejected()).noneMatch(id -> id.startsWith("calm"));
    assertThat(faults.emits().unknown()).noneMatch(id -> id.startsWith("calm"));
  }

  private void emitInterruptibly(DurableEmitter emitter, Sample event, AtomicInteger interrupted) {
    faults.journal().attempt(event.id(), event.fingerprint());
    try {
      emitter.emit(event.body(), event.attributes());
      faults.journal().acknowledged(event.id());
    } catch (EmitException e) {
      assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED);
      if (e.outcome() == Outcome.REJECTED) {
        faults.journal().rejected(event.id());
      } else {
        faults.journal().unknown(event.id());
      }
      if (Thread.interrupted()) {
        interrupted.incrementAndGet();
      }
    }
  }

  /** Row D6. */
  @Test
  void closingAtAnyMomentAndTwiceLosesNothing() throws Exception {
    Random random = new Random(6);
    for (int round = 0; round < CLOSES; round++) {
      DurableEmitter emitter = faults.emitter();
      Callers load = faults.load("close-" + round, CALLERS, emitter);
      LockSupport.parkNanos(random.nextInt(60_000_000));
      Thread other = new Thread(emitter::close);
      other.start();
      emitter.close();
      other.join();
      load.finish();
    }
    faults.emitter();
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(verdict.acknowledged()).isPositive();
    assertThat(faults.emits().rejected()).as("emits after a close").isNotEmpty();
  }

  /** Row D6: from a thread of the emitter that inserts, which it waits for. */
  @Test
  void closingWithinAnInsertEnds() throws Exception {
    OnceClosed closing = new OnceClosed();
    DurableEmitter emitter =
        faults.emitter(
            faults.config().build(),
            Hooks.NONE,
            store ->
                new ForwardingEventStore(store) {
                  @Override
                  public long[] insertBatch(int most, Supplier<List<Payload>> departing) {
                    return super.insertBatch(
                        most,
                        () -> {
                          List<Payload> payloads = departing.get();
                          closing.run();
                          return payloads;
                        });
                  }
                },
            transport -> transport);
    assertThatItEnds(emitter, closing);
  }

  /** Row D6: from a thread of the transport, which waits for its callbacks. */
  @Test
  void closingWithinACallbackEnds() throws Exception {
    OnceClosed closing = new OnceClosed();
    DurableEmitter emitter =
        faults.emitter(
            faults.config().build(),
            Hooks.NONE,
            store -> store,
            transport ->
                new ForwardingTransport(transport) {
                  @Override
                  public EnqueueResult queueMessage(
                      EventHeader header, Payload payload, DeliveryCallback callback) {
                    return transport()
                        .queueMessage(
                            header,
                            payload,
                            result -> {
                              closing.run();
                              callback.onResult(result);
                            });
                  }
                });
    assertThatItEnds(emitter, closing);
  }

  /** Closes an emitter on the thread that comes first once it is known. */
  private static final class OnceClosed implements Runnable {
    private final AtomicReference<@Nullable Runnable> close = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void run() {
      Runnable once = close.getAndSet(null);
      if (once != null) {
        once.run();
        closed.countDown();
      }
    }
  }

  private void assertThatItEnds(DurableEmitter emitter, OnceClosed closing) throws Exception {
    Callers load = faults.load("within", CALLERS, emitter);
    faults.awaitAcknowledged(50);
    closing.close.set(emitter::close);
    assertThat(closing.closed.await(1, TimeUnit.MINUTES)).as("closed from within").isTrue();
    Eventually.holds(
        () -> faults.emits().rejected().size() + " rejected",
        () -> !faults.emits().rejected().isEmpty());
    load.finish();
    faults.emitter();
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
  }

  /** Row D7. */
  @Test
  void aPoolThatIsClosedFirstMeansTypedErrorsAndNoHang() throws Exception {
    DurableEmitter emitter = faults.emitter();
    Callers load = faults.load("pool", CALLERS, emitter);
    faults.awaitAcknowledged(50);
    faults.pool().close();
    Eventually.holds(
        () -> faults.emits().rejected().size() + " rejected",
        () -> faults.emits().rejected().size() >= 2 * CALLERS);
    load.finish();
    emitter.close();
    faults
        .environment()
        .emitter(
            faults
                .config()
                .retransmit(
                    retransmit ->
                        retransmit.claimLease(EmitterConfig.ofDefaults().retransmit().claimLease()))
                .build());
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
  }

  /** Row E6: hooks that throw, end in an Error, emit themselves. */
  @Test
  void hostileHooksHarmNothing() throws Exception {
    CompletableFuture<DurableEmitter> itself = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(100);
    DurableEmitter emitter =
        faults.emitter(
            faults.config().build(),
            new Hooks() {
              @Override
              public void onEmitInsert(EmitInsert insert) {
                if (left.decrementAndGet() >= 0) {
                  emitAgain(itself.join(), left.get());
                }
                throw new IllegalStateException("hostile");
              }

              @Override
              public void onBatchPublish(BatchPublish publish) {
                throw new StackOverflowError("hostile");
              }

              @Override
              public void onBatchMarkDelivered(BatchMarkDelivered mark) {
                throw new AssertionError("hostile");
              }
            },
            FaultEnvironment.NO_DEADLINE);
    itself.complete(emitter);
    faults.load("hostile", CALLERS, emitter);
    faults.awaitAcknowledged(500);
    Verdict verdict = faults.settle();
    assertThat(verdict.holds()).as("%s", verdict).isTrue();
    assertThat(verdict.duplicates()).as("what was delivered was removed").isZero();
    assertThat(faults.emits().rejected()).isEmpty();
    Eventually.holds(
        () -> emitter.stats().hookFailures() + " failures of hooks",
        () -> emitter.stats().hookFailures() > 500);
  }

  private void emitAgain(DurableEmitter emitter, int number) {
    Sample event = Sample.of("hook-" + number);
    faults.journal().attempt(event.id(), event.fingerprint());
    var unused =
        emitter
            .emitAsync(event.body(), event.attributes())
            .thenAccept(receipt -> faults.journal().acknowledged(event.id()));
  }
}
