package io.durableemitter.benchmarks.parts;

import io.durableemitter.api.BatchingConfig;
import io.durableemitter.api.internal.batch.BatchHandler;
import io.durableemitter.api.internal.batch.Batcher;
import io.durableemitter.api.internal.batch.Offer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an item costs on its way through a {@link Batcher} whose handler does nothing. With {@code
 * -t} several threads offer.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BatcherBenchmark {

  private static final int ITEMS = 500;
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Handles nothing. */
  private static final class Nothing implements BatchHandler<Integer> {

    @Override
    public void handle(List<Integer> batch) {}

    @Override
    public void failed(List<Integer> batch, Throwable error) {
      throw new IllegalStateException("a handler that does nothing has failed", error);
    }

    @Override
    public void abandoned(List<Integer> batch) {}
  }

  private static Batcher<Integer> batcher() {
    return new Batcher<>(
        "benchmark",
        BatchingConfig.builder().batchSize(ITEMS).workers(1).queueSize(20 * ITEMS).build(),
        new Nothing());
  }

  /** With a worker on a thread of its own. */
  @State(Scope.Benchmark)
  public static class WithWorker {

    private final Batcher<Integer> batcher = batcher();

    /** Before all iterations. */
    @Setup
    public void start() {
      batcher.start();
    }

    /** After all iterations. */
    @TearDown
    public void close() {
      if (!batcher.close(LONG)) {
        throw new IllegalStateException("the worker did not end");
      }
    }
  }

  /** Whose batches the offering thread takes itself. */
  @State(Scope.Thread)
  public static class WithoutWorker {

    private final Batcher<Integer> batcher = batcher();
  }

  /** Offered by one thread and taken by another; waits where the queue is full. */
  @Benchmark
  public Offer throughWorker(WithWorker with) throws InterruptedException {
    return with.batcher.offer(1, LONG);
  }

  /** Offered and taken by one thread, for one item of a batch of 500. */
  @Benchmark
  @OperationsPerInvocation(ITEMS)
  public int offeredAndTaken(WithoutWorker with) {
    int offered = 0;
    for (int i = 0; i < ITEMS; i++) {
      offered += with.batcher.offer(i) == Offer.ACCEPTED ? 1 : 0;
    }
    return offered - with.batcher.runOnce();
  }
}
