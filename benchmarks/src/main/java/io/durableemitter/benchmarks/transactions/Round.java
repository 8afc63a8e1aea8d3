package io.durableemitter.benchmarks.transactions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How one contender did for some seconds.
 *
 * @param rate transactions per second
 * @param p50Micros their median time
 * @param p99Micros the time of the slowest hundredth
 * @param deliveredRate events delivered per second meanwhile
 */
record Round(double rate, double p50Micros, double p99Micros, double deliveredRate) {

  private static final int BODY = 512;
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(2);

  static Round of(Contender contender, int threads, double seconds)
      throws InterruptedException, ExecutionException {
    Histogram times = new ConcurrentHistogram(3);
    long before = contender.delivered();
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            callers.submit(
                () -> {
                  byte[] body = new byte[BODY];
                  ThreadLocalRandom.current().nextBytes(body);
                  long now = System.nanoTime();
                  while (now < end) {
                    contender.transaction(body);
                    long done = System.nanoTime();
                    times.recordValue(done - now);
                    now = done;
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      callers.shutdownNow();
    }
    double took = (System.nanoTime() - begin) / 1e9;
    Round round =
        new Round(
            times.getTotalCount() / took,
            times.getValueAtPercentile(50) / 1e3,
            times.getValueAtPercentile(99) / 1e3,
            (contender.delivered() - before) / took);
    if (contender.delivers()) {
      awaitDelivery(contender, before + times.getTotalCount());
    }
    return round;
  }

  /** What is left over must not be done in the time of the next. */
  private static void awaitDelivery(Contender contender, long events) {
    long deadline = System.nanoTime() + LONGEST_DRAIN.toNanos();
    while (contender.delivered() < events) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            contender.name() + " has not delivered within " + LONGEST_DRAIN);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
