package io.durableemitter.core.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  private final LatencyHistogram times = new LatencyHistogram();

  @Test
  void aQuantileIsAtMostAQuarterTooHigh() {
    for (long micros : new long[] {20, 100, 333, 1_000, 7_777, 90_000, 2_000_000, 60_000_000}) {
      times.record(TimeUnit.MICROSECONDS.toNanos(micros), 1);
      times.turn();
      double millis = times.millis(0.5).orElseThrow();
      assertThat(millis).isBetween(micros / 1e3, micros / 1e3 * 1.25);
    }
  }

  @Test
  void quantilesAreOfTheEventsSinceTheLastTurn() {
    times.record(TimeUnit.SECONDS.toNanos(10), 1_000);
    times.turn();
    times.record(TimeUnit.MILLISECONDS.toNanos(1), 98);
    times.record(TimeUnit.MILLISECONDS.toNanos(50), 2);
    times.turn();
    assertThat(times.millis(0.5).orElseThrow()).isCloseTo(1, within(0.25));
    assertThat(times.millis(0.98).orElseThrow()).isCloseTo(1, within(0.25));
    assertThat(times.millis(0.99).orElseThrow()).isCloseTo(50, within(12.5));
    times.turn();
    assertThat(times.millis(0.5)).isEmpty();
  }

  @Test
  void whatIsOutOfBoundsCountsAtThem() {
    times.record(-5, 1);
    times.record(0, 1);
    times.turn();
    assertThat(times.millis(1).orElseThrow()).isLessThan(0.02);
    times.record(Long.MAX_VALUE, 1);
    times.turn();
    assertThat(times.millis(1).orElseThrow()).isGreaterThan(120_000);
  }
}
