package io.durableemitter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.durableemitter.api.DeliveryResult;
import io.durableemitter.spi.BatchEmitter;
import io.durableemitter.spi.EnqueueResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link BatchEmitter} must do. Extend it and say how to make a transport whose other
 * end accepts everything, and one whose other end does not answer.
 */
@Timeout(60)
public abstract class BatchEmitterContract {

  private static final int EVENTS = 1_000;
  private static final int THREADS = 8;
  private static final Duration AMPLE = Duration.ofSeconds(20);

  /** How much longer than its timeout a close may take on a busy machine. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final List<BatchEmitter> made = new ArrayList<>();
  private final ContractResults results = new ContractResults();

  /** For subclasses. */
  protected BatchEmitterContract() {}

  /**
   * Makes a transport whose other end accepts everything soon.
   *
   * @return the transport, new and not started; the contract closes it
   */
  protected abstract BatchEmitter createTransport();

  /**
   * Makes a transport whose other end takes calls and never answers.
   *
   * @return the transport, new and not started; the contract closes it
   */
  protected abstract BatchEmitter createHangingTransport();

  /** Closes what the test has made. */
  @AfterEach
  protected final void closeTransports() {
    made.forEach(transport -> transport.close(Duration.ZERO));
  }

  @Test
  void eachEventIsAnsweredOnce() {
    BatchEmitter transport = started(createTransport());
    offerAll(transport, "event", EVENTS);
    results.awaitAll();
    transport.close(AMPLE);
    results.assertEachAnsweredOnce();
    assertThat(results.all()).hasSize(EVENTS).allMatch(DeliveryResult::isDelivered);
  }

  @Test
  void manyThreadsHandOverAtOnce() throws Exception {
    BatchEmitter transport = started(createTransport());
    inThreads(thread -> offerAll(transport, "thread" + thread, EVENTS / THREADS));
    results.awaitAll();
    transport.close(AMPLE);
    results.assertEachAnsweredOnce();
    assertThat(results.all()).hasSize(EVENTS).allMatch(DeliveryResult::isDelivered);
  }

  @Test
  void anEventIsRefusedBeforeTheStartAndNeverAnswered() {
    BatchEmitter transport = keep(createTransport());
    assertThat(results.offer(transport, "early")).isEqualTo(EnqueueResult.CLOSED);
    transport.start();
    assertThat(results.offer(transport, "later")).isEqualTo(EnqueueResult.ACCEPTED);
    results.awaitAll();
    transport.close(AMPLE);
    results.assertEachAnsweredOnce();
    assertThat(results.all()).as("one was accepted").hasSize(1);
  }

  @Test
  void aSecondStartDoesNothing() {
    BatchEmitter transport = started(createTransport());
    transport.start();
    offerAll(transport, "event", 10);
    results.awaitAll();
    transport.close(AMPLE);
    results.assertEachAnsweredOnce();
  }

  @Test
  void closingIsLegalBeforeTheStartAndAgain() {
    BatchEmitter transport = keep(createTransport());
    assertThatCode(
            () -> {
              transport.close(AMPLE);
              transport.close(AMPLE);
              transport.close();
            })
        .doesNotThrowAnyException();
    assertThat(results.offer(transport, "late")).isEqualTo(EnqueueResult.CLOSED);
  }

  @Test
  void closingAnswersWhatWasTakenAndRefusesWhatComesAfter() {
    BatchEmitter transport = started(createTransport());
    offerAll(transport, "event", 100);
    transport.close(AMPLE);
    assertThat(results.all()).as("answered when close returned").hasSize(100);
    assertThat(results.all()).allMatch(DeliveryResult::isDelivered);
    assertThat(results.offer(transport, "late")).isEqualTo(EnqueueResult.CLOSED);
    results.assertEachAnsweredOnce();
  }

  @Test
  void closingEndsWithinItsTimeoutWhenTheOtherEndHangs() {
    closeHanging(Duration.ofMillis(300));
  }

  @Test
  void closingWithoutTimeEndsEverythingAtOnce() {
    closeHanging(Duration.ZERO);
  }

  private void closeHanging(Duration timeout) {
    BatchEmitter transport = started(createHangingTransport());
    int taken = offerUntilFull(transport, 100);
    assertThat(results.all()).as("nobody has answered").isEmpty();

    long begin = System.nanoTime();
    transport.close(timeout);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(timeout.plus(SLACK));
    assertThat(results.all()).as("answered when close returned").hasSize(taken);
    assertThat(results.all()).allMatch(result -> result instanceof DeliveryResult.Failed);
    results.assertEachAnsweredOnce();
  }

  @Test
  void handingOverDoesNotBlockWhenTheOtherEndHangs() throws Exception {
    BatchEmitter transport = started(createHangingTransport());
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> offers = threads.submit(() -> offerUntilFull(transport, 100_000));
      assertThat(offers.get(SLACK.toMillis(), TimeUnit.MILLISECONDS)).isPositive();
    } finally {
      transport.close(Duration.ZERO);
      threads.shutdownNow();
    }
    results.assertEachAnsweredOnce();
  }

  @Test
  void aCallbackThatThrowsHarmsNobody() {
    BatchEmitter transport = started(createTransport());
    results.throwFor("bad", new IllegalStateException("thrown by a callback"));
    results.throwFor("worse", new AssertionError("thrown by a callback"));
    offerAll(transport, "before", 10);
    for (String id : List.of("bad", "worse")) {
      assertThatCode(() -> results.offerWithRoom(transport, id)).doesNotThrowAnyException();
      offerAll(transport, "after" + id, 10);
    }
    results.awaitAll();
    offerAll(transport, "later", 10);
    results.awaitAll();
    assertThatCode(() -> transport.close(AMPLE)).doesNotThrowAnyException();
    results.assertEachAnsweredOnce();
    assertThat(results.all()).hasSize(42).allMatch(DeliveryResult::isDelivered);
  }

  @Test
  void closingWhileOthersHandOverLosesNoAnswer() throws Exception {
    BatchEmitter transport = started(createTransport());
    CountDownLatch begun = new CountDownLatch(THREADS);
    inThreads(
        thread -> {
          begun.countDown();
          if (thread == 0) {
            awaitLatch(begun);
            transport.close(AMPLE);
            return;
          }
          for (int i = 0; i < EVENTS; i++) {
            if (results.offer(transport, thread + "-" + i) == EnqueueResult.CLOSED) {
              return;
            }
          }
        });
    transport.close(AMPLE);
    results.awaitAll();
    results.assertEachAnsweredOnce();
  }

  @Test
  void theRoomForABacklogIsNeverNegative() {
    BatchEmitter transport = started(createHangingTransport());
    assertThat(transport.backlogRoom()).isNotNegative();
    offerUntilFull(transport, 20_000);
    assertThat(transport.backlogRoom()).isNotNegative();
    assertThat(transport.name()).isNotBlank();
  }

  private interface ThreadWork {
    void run(int thread);
  }

  private static void inThreads(ThreadWork work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        all.add(
            () -> {
              work.run(thread);
              return true;
            });
      }
      for (Future<Boolean> one : threads.invokeAll(all)) {
        assertThat(one.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(SLACK.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private void offerAll(BatchEmitter transport, String name, int count) {
    IntStream.range(0, count).forEach(i -> results.offerWithRoom(transport, name + "-" + i));
  }

  /** How many were taken. */
  private int offerUntilFull(BatchEmitter transport, int most) {
    int taken = 0;
    while (taken < most && results.offer(transport, "held-" + taken) == EnqueueResult.ACCEPTED) {
      taken++;
    }
    return taken;
  }

  private BatchEmitter started(BatchEmitter transport) {
    keep(transport).start();
    return transport;
  }

  private BatchEmitter keep(BatchEmitter transport) {
    made.add(transport);
    return transport;
  }
}
