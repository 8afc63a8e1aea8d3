package io.durableemitter.api.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogThrottleTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong();
  private final LogThrottle throttle = new LogThrottle(nanos::get);
  private final List<String> written = new CopyOnWriteArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch free = new CountDownLatch(1);

  @Test
  void oneReportOfAKindAndIntervalIsWrittenAndTellsOfTheOthers() {
    report("a");
    assertThat(throttle.await(LONG)).isTrue();
    report("a");
    report("b");
    report("a");
    later();
    report("a");
    assertThat(throttle.await(LONG)).isTrue();
    assertThat(written).containsExactly("a 0", "b 0", "a 2");
  }

  @Test
  void everyChangeIsWritten() {
    change("closed");
    assertThat(throttle.await(LONG)).isTrue();
    change("open");
    assertThat(throttle.await(LONG)).isTrue();
    assertThat(written).containsExactly("closed 0", "open 0");
  }

  @Test
  void aLogThatBlocksHoldsNobodyUpAndLaterTellsTheLatestAndHowManyWereLeftOut() throws Exception {
    block();
    for (int i = 0; i < 1_000; i++) {
      report("a");
      change("change " + i);
      later();
    }
    assertThat(throttle.await(Duration.ofMillis(1))).isFalse();
    assertThat(written).isEmpty();
    free.countDown();
    assertThat(throttle.await(LONG)).isTrue();
    assertThat(written).containsExactly("blocked", "a 999", "change 999 999");
    report("a");
    assertThat(throttle.await(LONG)).isTrue();
    assertThat(written).last().isEqualTo("a 0");
  }

  @Test
  void aLogThatThrowsIsLeftToTheThreadsHandlerAndTheNextReportIsWritten() {
    throttle.run(
        "bad",
        repetition -> {
          Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> written.add("" + e));
          throw new IllegalStateException("full");
        });
    report("a");
    assertThat(throttle.await(LONG)).isTrue();
    assertThat(written).containsExactly("java.lang.IllegalStateException: full", "a 0");
  }

  @Test
  void withoutMemoryNothingIsThrownAndWhatIsLeftOutIsCounted() {
    OutOfMemoryError always = new OutOfMemoryError("for the test");
    AtomicBoolean none = new AtomicBoolean(true);
    LogThrottle poor =
        new LogThrottle(
            () -> {
              if (none.get()) {
                throw always;
              }
              return 0;
            });
    poor.run("a", repetition -> written.add("a " + repetition.leftOut()));
    poor.changed("b", repetition -> written.add("b " + repetition.leftOut()));
    none.set(false);
    poor.run("c", repetition -> written.add("c " + repetition.leftOut()));
    assertThat(poor.await(LONG)).isTrue();
    assertThat(written).containsExactly("c 2");
  }

  @Test
  void aLineThatCouldNotBeWrittenIsCounted() {
    AtomicInteger attempts = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      throttle.changed(
          "bad",
          repetition -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
            if (attempts.incrementAndGet() < 3) {
              throw new IllegalStateException("full");
            }
            written.add("bad " + repetition.leftOut());
          });
      assertThat(throttle.await(LONG)).isTrue();
    }
    assertThat(written).containsExactly("bad 2");
  }

  @Test
  void aReportOfWhatIsThrownTellsTheLast() throws Exception {
    Consumer<Throwable> report =
        throttle.reportOf(
            "bad", (thrown, repetition) -> written.add(thrown.getMessage() + repetition.leftOut()));
    block();
    report.accept(new IllegalStateException("first "));
    report.accept(new IllegalStateException("second "));
    free.countDown();
    assertThat(throttle.await(LONG)).isTrue();
    assertThat(written).containsExactly("blocked", "second 1");
  }

  @Test
  void toWaitForNothingIsDoneAtOnce() {
    assertThat(throttle.await(Duration.ZERO)).isTrue();
  }

  private void block() throws InterruptedException {
    throttle.run(
        "blocked",
        repetition -> {
          held.countDown();
          try {
            free.await();
          } catch (InterruptedException e) {
            written.add("interrupted");
          }
          written.add("blocked");
        });
    held.await();
  }

  private void report(String kind) {
    throttle.run(kind, repetition -> written.add(kind + " " + repetition.leftOut()));
  }

  private void change(String text) {
    throttle.changed("gate", repetition -> written.add(text + " " + repetition.leftOut()));
  }

  private void later() {
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
  }
}
