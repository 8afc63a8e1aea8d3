package io.durableemitter.api.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.BatchingConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProblemTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void aWorkerThatIsBusyForLongIsNamed() throws Exception {
    Semaphore entered = new Semaphore(0);
    Semaphore free = new Semaphore(0);
    Batcher<Integer> batcher =
        batcher(
            item -> {
              entered.release();
              free.acquireUninterruptibly();
            });
    assertThat(batcher.problem()).as("before the start").isEmpty();
    batcher.start();
    later(3_600);
    assertThat(batcher.problem()).as("while there is nothing to do").isEmpty();
    batcher.offer(1);
    assertThat(entered.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    later(30);
    assertThat(batcher.problem()).isEmpty();
    later(1);
    assertThat(batcher.problem()).contains("worker t-1 has handled one batch for 31 s");
    batcher.offer(2);
    free.release();
    assertThat(entered.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(batcher.problem()).as("the next batch").isEmpty();
    free.release();
    assertThat(batcher.close(LONG)).isTrue();
    assertThat(batcher.problem()).as("closed").isEmpty();
  }

  @Test
  void theLastFailureIsToldUntilABatchGoesWell() {
    Batcher<Integer> batcher =
        batcher(
            item -> {
              if (item < 0) {
                throw new IllegalStateException("negative " + item);
              }
            });
    batcher.offer(-1);
    batcher.runOnce();
    assertThat(batcher.problem())
        .contains("the last batch failed: java.lang.IllegalStateException: negative -1");
    batcher.offer(1);
    batcher.runOnce();
    assertThat(batcher.problem()).isEmpty();
  }

  @Test
  void anErrorThatThrowsWhenAskedIsToldByItsClass() {
    class Mute extends IllegalStateException {
      private static final long serialVersionUID = 1;

      @Override
      public String getMessage() {
        throw this;
      }
    }
    Batcher<Integer> batcher =
        batcher(
            item -> {
              throw new Mute();
            });
    batcher.offer(1);
    batcher.runOnce();
    assertThat(batcher.problem().orElseThrow())
        .startsWith(
            "the last batch failed: io.durableemitter.api.internal.batch.ProblemTest$1Mute");
  }

  @Test
  void aWorkerThatHasEndedIsNamed() throws Exception {
    BatchQueue<Integer> queue =
        new BatchQueue<>(
            BatchingConfig.builder().queueSize(1).batchSize(1).build(), Duration.ZERO, item -> 0L);
    Worker<Integer> worker = worker(queue, ThrownErrorsTest.handler(item -> {}, () -> {}));
    assertThat(worker.gone()).as("not started").isEmpty();
    worker.start();
    assertThat(worker.gone()).isEmpty();
    queue.close();
    assertThat(worker.join(LONG.toMillis())).isTrue();
    assertThat(worker.gone()).contains("worker t-1 has ended although nobody closed it");
  }

  @Test
  void aWorkerThatCannotTakeABatchIsNamed() throws Exception {
    CountDownLatch enough = new CountDownLatch(1);
    BatchQueue<Integer> queue =
        new BatchQueue<>(
            BatchingConfig.builder().queueSize(1).batchSize(1).build(), Duration.ZERO, item -> 0L) {
          @Override
          List<Integer> take() throws InterruptedException {
            if (enough.getCount() > 0) {
              throw new OutOfMemoryError("for the test");
            }
            return super.take();
          }
        };
    Worker<Integer> worker = worker(queue, ThrownErrorsTest.handler(item -> {}, () -> {}));
    worker.start();
    while (worker.stuck(LONG).isEmpty()) {
      assertThat(worker.gone()).isEmpty();
      Thread.onSpinWait();
    }
    enough.countDown();
    queue.close();
    assertThat(worker.join(LONG.toMillis())).isTrue();
    assertThat(worker.stuck(LONG)).isEmpty();
  }

  static Worker<Integer> worker(BatchQueue<Integer> queue, BatchHandler<Integer> handler) {
    return new Worker<>("t-1", queue, handler, new AtomicReference<>(), System::nanoTime);
  }

  private Batcher<Integer> batcher(Consumer<Integer> work) {
    return new Batcher<>(
        "t",
        BatchingConfig.builder().queueSize(10).batchSize(1).build(),
        Duration.ZERO,
        item -> 0L,
        ThrownErrorsTest.handler(work, () -> {}),
        nanos::get);
  }

  private void later(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }
}
