package io.durableemitter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durableemitter.spi.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WindowSizeTest {

  private final AtomicLong ticks = new AtomicLong();
  private final WindowSize size = WindowSize.adapting();

  @Test
  void aGapIsCrossedInADozenSteps() {
    long at = 0;
    int steps = 0;
    for (; at < 1_000_000_000_000L; steps++) {
      long last = size.lastBehind(at);
      walk(last - at, Duration.ofMillis(1), true);
      at = last;
    }
    assertThat(steps).isLessThanOrEqualTo(15);
  }

  @Test
  void dearWindowsShrinkAndThoseBetweenStayAsTheyAre() {
    walk(WindowSize.FIRST, Duration.ofMillis(1), true);
    assertThat(ids()).isEqualTo(4 * WindowSize.FIRST);
    walk(ids(), Duration.ofMillis(100), true);
    assertThat(ids()).isEqualTo(4 * WindowSize.FIRST);
    walk(ids(), Duration.ofMillis(300), true);
    assertThat(ids()).isEqualTo(2 * WindowSize.FIRST);
  }

  @Test
  void aWindowGrowsToWhatWillProbablyTakeFortyMillisecondsAtMost() {
    walk(WindowSize.FIRST, Duration.ofMillis(19), true);
    assertThat(ids()).isEqualTo(2 * WindowSize.FIRST);
    walk(ids(), Duration.ofMillis(3), true);
    assertThat(ids()).as("as many ids as a window may have rows").isEqualTo(Scan.MOST_ROWS);
    walk(ids(), Duration.ofMillis(2), true);
    assertThat(ids()).as("without many rows").isEqualTo(4L * Scan.MOST_ROWS);
    walk(ids(), Duration.ZERO, true);
    assertThat(ids()).isEqualTo(16L * Scan.MOST_ROWS);
  }

  @Test
  void aWindowThatWasCutOrIsSmallerTeachesNothingOfLargerOnes() {
    walk(WindowSize.FIRST, Duration.ofMillis(1), false);
    walk(WindowSize.FIRST - 1, Duration.ofMillis(1), true);
    assertThat(ids()).isEqualTo(WindowSize.FIRST);
  }

  @Test
  void behindAGapItTakesOneDearWindowOrOneTimeoutToBeSmallAgain() {
    grow();
    walk(50_000, Duration.ofSeconds(1), true);
    assertThat(ids()).as("half of what it walked over").isEqualTo(25_000);
    grow();
    StoreException timeout =
        SqlFailures.failed("claiming", new SQLException("canceling statement", "57014"));
    assertThatThrownBy(() -> size.measured(ticks::get, 1, () -> thrown(timeout), all -> true))
        .isSameAs(timeout);
    assertThat(ids()).isEqualTo(WindowSize.FIRST);
  }

  @Test
  void otherFailuresChangeNothing() {
    grow();
    long before = ids();
    StoreException failure = SqlFailures.failed("claiming", new SQLException("gone", "08006"));
    assertThatThrownBy(() -> size.measured(ticks::get, 1, () -> thrown(failure), all -> true))
        .isSameAs(failure);
    assertThat(ids()).isEqualTo(before);
  }

  private void grow() {
    for (int i = 0; i < 10; i++) {
      walk(Long.MAX_VALUE, Duration.ofMillis(1), true);
    }
  }

  private static long thrown(StoreException failure) {
    throw failure;
  }

  private long ids() {
    return size.lastBehind(0);
  }

  private void walk(long span, Duration took, boolean toTheEnd) {
    size.measured(ticks::get, span, () -> ticks.addAndGet(took.toNanos()), all -> toTheEnd);
  }
}
