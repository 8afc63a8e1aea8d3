package io.durableemitter.api.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.BatchingConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatcherTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final Recorder<Integer> recorder = new Recorder<>();

  @Test
  void handlesASingleItemAtOnce() throws Exception {
    Batcher<Integer> batcher =
        new Batcher<>("t", BatchingConfig.builder().queueSize(10).batchSize(5).build(), recorder);
    batcher.start();

    assertThat(batcher.offer(1)).isEqualTo(Offer.ACCEPTED);

    recorder.awaitHandled(1);
    assertThat(recorder.batches()).containsExactly(List.of(1));
    assertThat(batcher.close(LONG)).isTrue();
  }

  @Test
  void batchesGrowWhileTheWorkerIsBusy() throws Exception {
    Batcher<Integer> batcher =
        new Batcher<>("t", BatchingConfig.builder().queueSize(10).batchSize(4).build(), recorder);
    recorder.hold();
    batcher.start();
    batcher.offer(0);
    recorder.awaitEntered(1);
    for (int i = 1; i <= 6; i++) {
      batcher.offer(i);
    }

    recorder.release();

    recorder.awaitHandled(7);
    assertThat(recorder.batches()).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5, 6));
    batcher.close(LONG);
  }

  @Test
  void handlesABatchOnTheCallersThreadWithoutAStart() {
    List<Thread> threads = new ArrayList<>();
    Recorder<Integer> failing =
        new Recorder<>() {
          @Override
          public void handle(List<Integer> batch) {
            super.handle(batch);
            threads.add(Thread.currentThread());
            throw new IllegalStateException("for the test");
          }
        };
    Batcher<Integer> batcher =
        new Batcher<>("t", BatchingConfig.builder().queueSize(10).batchSize(2).build(), failing);
    assertThat(batcher.runOnce()).isZero();
    for (int i = 0; i < 3; i++) {
      batcher.offer(i);
    }

    assertThat(batcher.runOnce()).isEqualTo(2);
    assertThat(batcher.runOnce()).as("a batch that failed ends nothing").isEqualTo(1);
    assertThat(batcher.runOnce()).isZero();

    assertThat(failing.batches()).containsExactly(List.of(0, 1), List.of(2));
    assertThat(threads).containsOnly(Thread.currentThread());
    assertThat(batcher.busyWorkers()).isZero();
    assertThat(batcher.close(LONG)).isTrue();
  }

  @Test
  void splitsByWeightAndLetsAHeavyItemGoAlone() {
    Batcher<Integer> batcher =
        new Batcher<>(
            "t",
            BatchingConfig.builder()
                .queueSize(10)
                .batchSize(10)
                .queueBytes(1000)
                .batchBytes(100)
                .build(),
            Duration.ZERO,
            Integer::longValue,
            recorder);
    for (int weight : new int[] {60, 40, 1, 300, 99}) {
      assertThat(batcher.offer(weight)).isEqualTo(Offer.ACCEPTED);
    }

    batcher.start();

    assertThat(batcher.close(LONG)).isTrue();
    assertThat(recorder.batches())
        .containsExactly(List.of(60, 40), List.of(1), List.of(300), List.of(99));
  }

  @Test
  void refusesWhenFullByCountOrWeight() {
    Batcher<Integer> byCount =
        new Batcher<>("t", BatchingConfig.builder().queueSize(2).batchSize(2).build(), recorder);
    byCount.offer(1);
    byCount.offer(2);
    assertThat(byCount.offer(3)).isEqualTo(Offer.FULL);

    Batcher<Integer> byWeight =
        new Batcher<>(
            "t",
            BatchingConfig.builder()
                .queueSize(9)
                .batchSize(9)
                .queueBytes(100)
                .batchBytes(100)
                .build(),
            Duration.ZERO,
            Integer::longValue,
            recorder);
    assertThat(byWeight.offer(500)).as("alone it may be heavier").isEqualTo(Offer.ACCEPTED);
    assertThat(byWeight.offer(1)).isEqualTo(Offer.FULL);
    assertThat(byWeight.queued()).isEqualTo(1);
  }

  @Test
  void waitsForRoomUntilThereIsSome() throws Exception {
    Batcher<Integer> batcher =
        new Batcher<>("t", BatchingConfig.builder().queueSize(1).batchSize(1).build(), recorder);
    batcher.offer(1);
    assertThat(batcher.offer(2, Duration.ofMillis(1))).isEqualTo(Offer.FULL);
    ExecutorService other = Executors.newSingleThreadExecutor();
    var waiting = other.submit(() -> batcher.offer(2, LONG));

    batcher.start();

    assertThat(waiting.get()).isEqualTo(Offer.ACCEPTED);
    recorder.awaitHandled(2);
    batcher.close(LONG);
    other.shutdown();
  }

  @Test
  void closingTellsWhoeverWaitsForRoom() throws Exception {
    Batcher<Integer> batcher =
        new Batcher<>("t", BatchingConfig.builder().queueSize(1).batchSize(1).build(), recorder);
    batcher.offer(1);
    FutureTask<Offer> waiting = new FutureTask<>(() -> batcher.offer(2, Duration.ofDays(1)));
    Thread caller = new Thread(waiting, "caller");
    caller.start();
    awaitIn(caller, "offer");
    batcher.close(Duration.ZERO);

    assertThat(waiting.get()).isEqualTo(Offer.CLOSED);
  }

  @Test
  void lingerFillsABatchBeforeItIsTaken() throws Exception {
    Batcher<Integer> batcher =
        new Batcher<>(
            "t",
            BatchingConfig.builder()
                .queueSize(10)
                .batchSize(3)
                .flushInterval(Duration.ofDays(1))
                .build(),
            recorder);
    batcher.start();
    batcher.offer(1);
    awaitIn(worker("t-1"), "awaitFullBatch");
    batcher.offer(2);
    batcher.offer(3);
    recorder.awaitHandled(3);
    assertThat(recorder.batches()).containsExactly(List.of(1, 2, 3));

    batcher.offer(4);
    assertThat(batcher.close(LONG)).as("closing ends the linger").isTrue();
    assertThat(recorder.batches()).containsExactly(List.of(1, 2, 3), List.of(4));
  }

  @Test
  void aLingerEnds() throws Exception {
    Batcher<Integer> batcher =
        new Batcher<>(
            "t",
            BatchingConfig.builder()
                .queueSize(10)
                .batchSize(3)
                .flushInterval(Duration.ofMillis(1))
                .build(),
            recorder);
    batcher.start();
    batcher.offer(1);
    recorder.awaitHandled(1);
    assertThat(batcher.close(LONG)).isTrue();
  }

  private static Thread worker(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Waits until a thread waits within a method of the queue. */
  private static void awaitIn(Thread thread, String method) {
    for (int look = 0; look < 20_000; look++) {
      if (thread.getState() == Thread.State.TIMED_WAITING
          && Arrays.stream(thread.getStackTrace())
              .anyMatch(frame -> frame.getMethodName().equals(method))) {
        return;
      }
      LockSupport.parkNanos(1_000_000);
    }
    throw new AssertionError(thread + " does not wait in " + method);
  }

  @Test
  void idleWorkersLeaveWhatGathersBehindABusyOneAlone() throws Exception {
    Batcher<Integer> batcher = patient(Duration.ofDays(1));
    for (int i = 1; i <= 3; i++) {
      batcher.offer(i);
    }
    assertThat(batcher.busyWorkers()).isEqualTo(1);

    recorder.release();

    recorder.awaitHandled(4);
    assertThat(recorder.batches()).containsExactly(List.of(0), List.of(1, 2, 3));
    assertThat(batcher.close(LONG)).isTrue();
    assertThat(batcher.busyWorkers()).isZero();
  }

  @Test
  void aFullBatchIsTakenAtOnceInSpiteOfPatience() throws Exception {
    Batcher<Integer> batcher = patient(Duration.ofDays(1));

    for (int i = 1; i <= 4; i++) {
      batcher.offer(i);
    }

    recorder.awaitEntered(1);
    assertThat(batcher.busyWorkers()).isEqualTo(2);
    recorder.release();
    recorder.release();
    assertThat(batcher.close(LONG)).isTrue();
  }

  @Test
  void aBatchThatIsFullByItsWeightIsTakenAtOnceInSpiteOfPatience() throws Exception {
    Batcher<Integer> batcher =
        new Batcher<>(
            "t",
            BatchingConfig.builder()
                .queueSize(10)
                .batchSize(4)
                .queueBytes(100)
                .batchBytes(10)
                .workers(2)
                .build(),
            Duration.ofDays(1),
            Integer::longValue,
            recorder);
    recorder.hold();
    batcher.start();
    batcher.offer(1);
    recorder.awaitEntered(1);

    batcher.offer(10);

    recorder.awaitEntered(1);
    recorder.release();
    recorder.release();
    assertThat(batcher.close(LONG)).isTrue();
  }

  @Test
  void aWorkerThatTakesLongerThanThePatienceIsHelped() throws Exception {
    Batcher<Integer> batcher = patient(Duration.ofMillis(1));

    batcher.offer(1);

    recorder.awaitEntered(1);
    recorder.release();
    recorder.release();
    assertThat(batcher.close(LONG)).isTrue();
  }

  /** With two workers, one of which is held in a batch of a single item. */
  private Batcher<Integer> patient(Duration patience) throws InterruptedException {
    Batcher<Integer> batcher =
        new Batcher<>(
            "t",
            BatchingConfig.builder().queueSize(10).batchSize(4).workers(2).build(),
            patience,
            item -> 0L,
            recorder);
    recorder.hold();
    batcher.start();
    batcher.offer(0);
    recorder.awaitEntered(1);
    return batcher;
  }

  @Test
  void anErrorOfOneBatchDoesNotEndTheWorker() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    Recorder<Integer> throwing =
        new Recorder<>() {
          @Override
          public void handle(List<Integer> batch) {
            if (broken.getAndSet(false)) {
              throw new OutOfMemoryError("for the test");
            }
            super.handle(batch);
          }
        };
    Batcher<Integer> batcher =
        new Batcher<>("t", BatchingConfig.builder().queueSize(10).batchSize(1).build(), throwing);
    batcher.start();
    batcher.offer(1);
    batcher.offer(2);

    throwing.awaitHandled(1);
    assertThat(throwing.batches()).containsExactly(List.of(2));
    assertThat(throwing.failed).containsExactly(1);
    assertThat(batcher.close(LONG)).isTrue();
  }

  @Test
  void closingRefusesNewItemsAndHandlesTheQueuedOnes() {
    Batcher<Integer> batcher =
        new Batcher<>("t", BatchingConfig.builder().queueSize(100).batchSize(7).build(), recorder);
    for (int i = 0; i < 100; i++) {
      batcher.offer(i);
    }
    batcher.start();

    assertThat(batcher.close(LONG)).isTrue();
    assertThat(recorder.handled()).hasSize(100).isSorted();
    assertThat(batcher.offer(1)).isEqualTo(Offer.CLOSED);
    assertThat(batcher.close(LONG)).as("a second time").isTrue();
  }

  @Test
  void closingBeforeStartAbandonsWhatIsQueued() {
    Batcher<Integer> batcher =
        new Batcher<>("t", BatchingConfig.builder().queueSize(10).batchSize(10).build(), recorder);
    batcher.offer(1);

    assertThat(batcher.close(Duration.ZERO)).isFalse();
    assertThat(recorder.abandoned).containsExactly(1);
  }

  @Test
  void pastTheTimeoutTheRestIsAbandonedAndTheWorkerInterrupted() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Recorder<Integer> stuck =
        new Recorder<>() {
          @Override
          public void handle(List<Integer> batch) {
            entered.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.countDown();
            }
          }
        };
    Batcher<Integer> batcher =
        new Batcher<>("t", BatchingConfig.builder().queueSize(10).batchSize(1).build(), stuck);
    batcher.start();
    batcher.offer(1);
    entered.await();
    batcher.offer(2);

    assertThat(batcher.close(Duration.ofMillis(5))).isFalse();
    assertThat(stuck.abandoned).containsExactly(2);
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void everyAcceptedItemIsHandledExactlyOnceUnderLoadAndClosing() throws Exception {
    for (int round = 0; round < 20; round++) {
      Recorder<Integer> seen = new Recorder<>();
      Batcher<Integer> batcher =
          new Batcher<>(
              "t", BatchingConfig.builder().queueSize(64).batchSize(16).workers(3).build(), seen);
      batcher.start();
      Set<Integer> accepted = ConcurrentHashMap.newKeySet();
      CyclicBarrier go = new CyclicBarrier(9);
      ExecutorService callers = Executors.newFixedThreadPool(8);
      List<Future<?>> calls = new ArrayList<>();
      for (int c = 0; c < 8; c++) {
        int base = c * 10_000;
        calls.add(
            callers.submit(
                () -> {
                  go.await();
                  for (int i = base; i < base + 2_000; i++) {
                    Offer offer = i % 2 == 0 ? batcher.offer(i) : batcher.offer(i, LONG);
                    if (offer == Offer.ACCEPTED) {
                      accepted.add(i);
                    } else if (offer == Offer.CLOSED) {
                      break;
                    }
                  }
                  return null;
                }));
      }
      go.await();
      if (round % 2 == 0) {
        seen.awaitHandled(500);
      } else {
        for (Future<?> call : calls) {
          call.get();
        }
      }
      assertThat(batcher.close(LONG)).isTrue();
      callers.shutdown();
      for (Future<?> call : calls) {
        call.get();
      }
      assertThat(seen.handled())
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(accepted);
      assertThat(batcher.queued()).isZero();
      assertThat(batcher.busyWorkers()).isZero();
    }
  }

  @Test
  void anInterruptedCallerIsNotTaken() throws Exception {
    Batcher<Integer> batcher =
        new Batcher<>("t", BatchingConfig.builder().queueSize(1).batchSize(1).build(), recorder);
    batcher.offer(1);
    AtomicInteger outcome = new AtomicInteger();
    Thread caller =
        new Thread(
            () -> {
              try {
                batcher.offer(2, LONG);
              } catch (InterruptedException e) {
                outcome.set(1);
              }
            });
    caller.start();
    caller.interrupt();
    caller.join();

    assertThat(outcome).hasValue(1);
    assertThat(batcher.queued()).isEqualTo(1);
  }

  private static class Recorder<T> implements BatchHandler<T> {
    private final List<List<T>> batches = Collections.synchronizedList(new ArrayList<>());
    private final List<T> failed = Collections.synchronizedList(new ArrayList<>());
    private final List<T> abandoned = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore handled = new Semaphore(0);
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore gate = new Semaphore(0);
    private volatile boolean held;

    @Override
    public void handle(List<T> batch) {
      entered.release();
      if (held) {
        gate.acquireUninterruptibly();
      }
      batches.add(batch);
      handled.release(batch.size());
    }

    @Override
    public void failed(List<T> batch, Throwable error) {
      failed.addAll(batch);
    }

    @Override
    public void abandoned(List<T> batch) {
      abandoned.addAll(batch);
    }

    void hold() {
      held = true;
    }

    void release() {
      held = false;
      gate.release();
    }

    void awaitEntered(int batches) throws InterruptedException {
      entered.acquire(batches);
    }

    void awaitHandled(int items) throws InterruptedException {
      handled.acquire(items);
    }

    List<List<T>> batches() {
      synchronized (batches) {
        return List.copyOf(batches);
      }
    }

    List<T> handled() {
      return batches().stream().flatMap(List::stream).toList();
    }
  }
}
