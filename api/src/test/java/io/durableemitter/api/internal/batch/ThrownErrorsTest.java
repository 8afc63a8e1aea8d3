package io.durableemitter.api.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.api.BatchingConfig;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is thrown, wherever: no worker ends, and each item is told of once. */
@Timeout(60)
class ThrownErrorsTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int WORKERS = 3;

  // as a JVM without memory does it, always the same one
  private final OutOfMemoryError noMemory = new OutOfMemoryError("for the test");
  private final List<Throwable> throwables =
      List.of(noMemory, new StackOverflowError(), new IllegalStateException("for the test"));

  private enum Place {
    NOWHERE,
    WEIGHER,
    HANDLER,
    FAILED,
    UNCAUGHT_HANDLER
  }

  private record Item(int number, Place place, Throwable thrown, AtomicInteger told) {}

  @Test
  void nothingThrownEndsAWorkerAndEachItemIsToldOfOnce() throws Exception {
    Throwing throwing = new Throwing();
    Batcher<Item> batcher =
        new Batcher<>("t", settings(), Duration.ZERO, ThrownErrorsTest::weigh, throwing);
    batcher.start();
    List<Item> accepted = new ArrayList<>();
    int number = 0;
    for (int round = 0; round < 20; round++) {
      for (Place place : Place.values()) {
        for (Throwable thrown : throwables) {
          Item item = new Item(number++, place, thrown, new AtomicInteger());
          if (place == Place.WEIGHER) {
            assertThatThrownBy(() -> batcher.offer(item)).isSameAs(thrown);
            assertThatThrownBy(() -> batcher.offer(item, LONG)).isSameAs(thrown);
          } else {
            assertThat(batcher.offer(item, LONG)).isEqualTo(Offer.ACCEPTED);
            accepted.add(item);
          }
        }
      }
    }
    assertThat(throwing.ended.tryAcquire(accepted.size(), 30, TimeUnit.SECONDS)).isTrue();
    assertThat(accepted).allMatch(item -> item.told().get() == 1);

    throwing.meet = true;
    for (int i = 0; i < WORKERS; i++) {
      batcher.offer(new Item(i, Place.NOWHERE, noMemory, new AtomicInteger()));
    }
    assertThat(throwing.met.await(30, TimeUnit.SECONDS)).as("all workers at once").isTrue();
    assertThat(batcher.close(LONG)).isTrue();
    assertThat(batcher.busyWorkers()).isZero();
  }

  private static long weigh(Item item) {
    if (item.place() == Place.WEIGHER) {
      sneak(item.thrown());
    }
    return 1;
  }

  @Test
  void withoutMemoryWhoeverWaitsForABatchIsToldWhenThereIsSome() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    Semaphore told = new Semaphore(0);
    Batcher<Integer> batcher =
        new Batcher<>(
            "t",
            BatchingConfig.builder().queueSize(10).batchSize(1).build(),
            handler(
                item -> sneak(noMemory),
                () -> {
                  if (attempts.incrementAndGet() < 50) {
                    sneak(noMemory);
                  }
                  told.release();
                }));
    batcher.start();
    batcher.offer(1);
    assertThat(told.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(batcher.close(LONG)).isTrue();
    assertThat(told.availablePermits()).isZero();
  }

  @Test
  void closingEndsAWorkerThatFindsNoMemoryToTell() throws Exception {
    CountDownLatch trying = new CountDownLatch(1);
    Batcher<Integer> batcher =
        new Batcher<>(
            "t",
            BatchingConfig.builder().queueSize(10).batchSize(1).build(),
            handler(
                item -> sneak(noMemory),
                () -> {
                  trying.countDown();
                  sneak(noMemory);
                }));
    batcher.start();
    batcher.offer(1);
    assertThat(trying.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(batcher.close(Duration.ofMillis(1))).isFalse();
    // it was interrupted, which leaves no pauses
    assertThat(batcher.close(LONG)).isTrue();
  }

  @Test
  void anErrorOutOfTheQueueEndsNoWorker() throws Exception {
    AtomicInteger takes = new AtomicInteger();
    ConcurrentLinkedQueue<Integer> handled = new ConcurrentLinkedQueue<>();
    BatchQueue<Integer> queue =
        new BatchQueue<>(
            BatchingConfig.builder().queueSize(10).batchSize(1).build(),
            Duration.ZERO,
            item -> 0L) {
          @Override
          List<Integer> take() throws InterruptedException {
            Throwable thrown = throwables.get(takes.get() % throwables.size());
            if (takes.incrementAndGet() % 4 != 0) {
              sneak(thrown);
            }
            return super.take();
          }
        };
    Worker<Integer> worker = ProblemTest.worker(queue, handler(handled::add, () -> {}));
    worker.start();
    for (int i = 0; i < 10; i++) {
      queue.offer(i, LONG.toNanos());
    }
    queue.close();
    assertThat(worker.join(LONG.toMillis())).isTrue();
    assertThat(handled).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(queue.handling()).isZero();
  }

  @Test
  void toWaitForEverIsATimeout() throws Exception {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    ConcurrentLinkedQueue<Integer> handled = new ConcurrentLinkedQueue<>();
    Batcher<Integer> batcher =
        new Batcher<>(
            "t",
            BatchingConfig.builder().queueSize(1).batchSize(1).workers(2).build(),
            forever,
            item -> 0L,
            handler(handled::add, () -> {}));
    batcher.start();
    for (int i = 0; i < 100; i++) {
      assertThat(batcher.offer(i, forever)).isEqualTo(Offer.ACCEPTED);
    }
    assertThat(batcher.close(forever)).isTrue();
    assertThat(handled).hasSize(100);

    Batcher<Integer> lingering =
        new Batcher<>(
            "t",
            BatchingConfig.builder()
                .queueSize(9)
                .batchSize(2)
                .flushInterval(Duration.ofDays(3_650))
                .build(),
            handler(handled::add, () -> {}));
    lingering.start();
    lingering.offer(1);
    assertThat(lingering.close(forever)).isTrue();
    assertThat(handled).hasSize(101);
  }

  private static BatchingConfig settings() {
    return BatchingConfig.builder().queueSize(10).batchSize(1).workers(WORKERS).build();
  }

  static BatchHandler<Integer> handler(Consumer<Integer> work, Runnable whenFailed) {
    return new BatchHandler<>() {
      @Override
      public void handle(List<Integer> batch) {
        batch.forEach(work);
      }

      @Override
      public void failed(List<Integer> batch, Throwable error) {
        whenFailed.run();
      }

      @Override
      public void abandoned(List<Integer> batch) {}
    };
  }

  @SuppressWarnings({"unchecked", "DoNotCallSuggester"})
  static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private static final class Throwing implements BatchHandler<Item> {
    private final Semaphore ended = new Semaphore(0);
    private final CyclicBarrier barrier = new CyclicBarrier(WORKERS);
    private final CountDownLatch met = new CountDownLatch(WORKERS);
    private volatile boolean meet;

    @Override
    public void handle(List<Item> batch) {
      Item item = batch.get(0);
      if (meet) {
        meetOthers();
      } else if (item.place() == Place.NOWHERE) {
        tell(item);
      } else {
        Thread.currentThread()
            .setUncaughtExceptionHandler(
                (thread, error) -> {
                  if (item.place() == Place.UNCAUGHT_HANDLER) {
                    sneak(item.thrown());
                  }
                });
        sneak(item.thrown());
      }
    }

    private void meetOthers() {
      try {
        barrier.await(30, TimeUnit.SECONDS);
        met.countDown();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void failed(List<Item> batch, Throwable error) {
      Item item = batch.get(0);
      if (item.told().get() == 0) {
        tell(item);
        // the very error that is being told of
        if (item.place() == Place.FAILED || item.place() == Place.UNCAUGHT_HANDLER) {
          sneak(error);
        }
      }
    }

    private void tell(Item item) {
      item.told().incrementAndGet();
      ended.release();
    }

    @Override
    public void abandoned(List<Item> batch) {}
  }
}
