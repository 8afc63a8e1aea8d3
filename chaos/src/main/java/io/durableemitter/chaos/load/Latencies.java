package io.durableemitter.chaos.load;

import java.util.Arrays;

/**
 * How long something took. Remembers the first ones, up to a capacity; safe for use by many
 * threads.
 */
public final class Latencies {

  private final int[] micros;
  private int count;
  private long failed;

  /** No times yet, and room for so many. */
  public Latencies(int capacity) {
    this.micros = new int[capacity];
  }

  /** One took this time. */
  public synchronized void add(long nanos) {
    if (count < micros.length) {
      micros[count++] = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000);
    }
  }

  /** One failed. */
  public synchronized void failed() {
    failed++;
  }

  /** The figures of a time of so many seconds. */
  public synchronized Figures figures(double seconds) {
    int[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    return new Figures(
        Math.round(count / seconds), at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1), failed);
  }

  private static double at(int[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1_000.0;
  }

  /** How many per second, and their time in milliseconds. */
  public record Figures(long rate, double p50, double p99, double max, long failed) {}
}
