package io.durableemitter.benchmarks.speed.subject;

import org.HdrHistogram.Histogram;

/**
 * Times in milliseconds.
 *
 * @param p50 the median
 * @param p99 what one in a hundred exceeds
 * @param p999 what one in a thousand exceeds
 * @param most the longest
 */
public record Percentiles(double p50, double p99, double p999, double most) {

  /** Of nanoseconds; zeros if there are none. */
  public static Percentiles of(Histogram nanos) {
    return new Percentiles(
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6,
        nanos.getValueAtPercentile(99.9) / 1e6,
        nanos.getMaxValue() / 1e6);
  }
}
