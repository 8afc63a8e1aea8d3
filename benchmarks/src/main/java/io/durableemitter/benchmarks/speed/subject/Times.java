package io.durableemitter.benchmarks.speed.subject;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Times that several threads record, in nanoseconds, to two digits. Safe for concurrent use. */
final class Times {

  private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);

  private final ConcurrentHistogram all = new ConcurrentHistogram(1_000, LONGEST, 2);

  void add(long nanos) {
    all.recordValue(Math.min(Math.max(nanos, 0), LONGEST));
  }

  /** Adds what one thread has recorded for itself, which costs it less. */
  void addAll(Histogram own) {
    all.add(own);
  }

  static Histogram ofOneThread() {
    return new Histogram(1_000, LONGEST, 2);
  }

  Percentiles percentiles() {
    return Percentiles.of(all);
  }
}
