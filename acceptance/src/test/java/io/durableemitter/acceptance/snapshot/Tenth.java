package io.durableemitter.acceptance.snapshot;

import java.util.Arrays;

/** How emits fared in one tenth of a run. Bounded by a capacity; safe for use by many threads. */
final class Tenth {

  private final double seconds;
  private final int[] micros;
  private int emits;
  private long failed;

  Tenth(double seconds, int capacity) {
    this.seconds = seconds;
    this.micros = new int[capacity];
  }

  synchronized void emitted(long nanos) {
    if (emits < micros.length) {
      micros[emits++] = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000);
    }
  }

  synchronized void failed() {
    failed++;
  }

  synchronized Figures figures() {
    int[] sorted = Arrays.copyOf(micros, emits);
    Arrays.sort(sorted);
    return new Figures(
        Math.round(emits / seconds), at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1), failed);
  }

  private static double at(int[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1_000.0;
  }

  /** Emits per second, and their time in milliseconds. */
  record Figures(long rate, double p50, double p99, double max, long failed) {}
}
