package io.durableemitter.api.aside;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MeasurementsTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int THREADS = 4;
  private static final int VALUES = 100_000;

  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicLong recorded = new AtomicLong();
  private final AtomicLong sum = new AtomicLong();
  private final Measurements measurements = new Measurements("test-metrics", leftOut::addAndGet);

  @Test
  void valuesGoToTheirRecorderAndTheLastWorkIsDoneAfterThem() {
    List<String> told = new ArrayList<>();
    LongConsumer first = measurements.before(value -> told.add("first " + value));
    LongConsumer second = measurements.before(value -> told.add("second " + value));
    first.accept(0);
    second.accept(1L << 55);
    first.accept(7);
    assertThat(measurements.close(() -> told.add("end"), LONG)).isTrue();
    assertThat(told).containsExactly("first 0", "second " + (1L << 55), "first 7", "end");
    assertThat(leftOut).hasValue(0);
  }

  @Test
  void ofManyThreadsEachValueIsRecordedOnceOrCounted() throws Exception {
    LongConsumer values = measurements.before(this::record);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int value = 1; value <= VALUES; value++) {
                  values.accept(value);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(measurements.close(() -> {}, LONG)).isTrue();
    assertThat(recorded.get() + leftOut.get()).isEqualTo((long) THREADS * VALUES);
    assertThat(recorded).hasPositiveValue();
  }

  @Test
  void aRecorderThatBlocksHoldsNobodyUpAndWhatFindsNoRoomIsCounted() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    LongConsumer values =
        measurements.before(
            value -> {
              held.countDown();
              awaitOrFail(free);
              record(value);
            });
    values.accept(1);
    held.await();
    for (int i = 1; i < VALUES; i++) {
      values.accept(1);
    }
    assertThat(leftOut).as("the first is told at once").hasValue(1);
    assertThat(measurements.close(() -> {}, Duration.ofMillis(1))).isFalse();
    free.countDown();
    assertThat(measurements.close(() -> {}, LONG)).isTrue();
    assertThat(recorded.get() + leftOut.get()).isEqualTo(VALUES);
    assertThat(leftOut.get()).isPositive();

    values.accept(1);
    assertThat(measurements.close(() -> {}, LONG)).isTrue();
    assertThat(recorded.get() + leftOut.get()).as("it goes on").isEqualTo(VALUES + 1);
  }

  @Test
  void aRecorderThatThrowsLosesItsValueOnly() {
    LongConsumer bad =
        measurements.before(
            value -> {
              throw new AssertionError("defect");
            });
    LongConsumer good = measurements.before(this::record);
    bad.accept(1);
    good.accept(2);
    assertThat(measurements.close(() -> {}, LONG)).isTrue();
    assertThat(sum).hasValue(2);
    assertThat(leftOut).hasValue(1);
  }

  private void record(long value) {
    recorded.incrementAndGet();
    sum.addAndGet(value);
  }

  private static void awaitOrFail(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
