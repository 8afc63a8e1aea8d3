package io.durableemitter.core.internal.metrics;

import java.util.OptionalDouble;
import java.util.concurrent.atomic.LongAdder;

/**
 * Durations in buckets that are a quarter of an octave wide, from 16 us to two minutes, so that a
 * quantile is at most a quarter too high. Recorded by any thread, next to free; read by one.
 */
public final class LatencyHistogram {

  private static final int FIRST_OCTAVE = 14; // 16,384 ns
  private static final int LAST_OCTAVE = 36;
  private static final int PARTS = 4;
  private static final int BUCKETS = (LAST_OCTAVE - FIRST_OCTAVE + 1) * PARTS + 1;

  private final LongAdder[] buckets = new LongAdder[BUCKETS];
  private final long[] before = new long[BUCKETS];
  private final long[] interval = new long[BUCKETS];
  private long count;

  /** An empty one. */
  public LatencyHistogram() {
    for (int i = 0; i < BUCKETS; i++) {
      buckets[i] = new LongAdder();
    }
  }

  /** Counts a duration for so many events. */
  void record(long nanos, int events) {
    buckets[bucket(nanos)].add(events);
  }

  private static int bucket(long nanos) {
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, nanos));
    if (octave < FIRST_OCTAVE) {
      return 0;
    }
    if (octave > LAST_OCTAVE) {
      return BUCKETS - 1;
    }
    int part = (int) (nanos >>> (octave - 2)) & (PARTS - 1);
    return 1 + (octave - FIRST_OCTAVE) * PARTS + part;
  }

  /** Where a bucket ends, in nanoseconds. */
  private static double end(int bucket) {
    if (bucket == 0) {
      return 1L << FIRST_OCTAVE;
    }
    int octave = FIRST_OCTAVE + (bucket - 1) / PARTS;
    int part = (bucket - 1) % PARTS;
    return (double) (1L << octave) * (PARTS + part + 1) / PARTS;
  }

  /** Begins the next interval; what was recorded since the last call is what quantiles are of. */
  public void turn() {
    count = 0;
    for (int i = 0; i < BUCKETS; i++) {
      long now = buckets[i].sum();
      interval[i] = now - before[i];
      before[i] = now;
      count += interval[i];
    }
  }

  /** A quantile of the interval before the last turn in milliseconds, if anything was recorded. */
  public OptionalDouble millis(double quantile) {
    if (count == 0) {
      return OptionalDouble.empty();
    }
    long rank = Math.max(1, (long) Math.ceil(quantile * count));
    long seen = 0;
    int bucket = -1;
    while (seen < rank) {
      bucket++;
      seen += interval[bucket];
    }
    return OptionalDouble.of(end(bucket) / 1e6);
  }
}
