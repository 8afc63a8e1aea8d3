package io.durableemitter.core.internal.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.api.internal.log.LogThrottle;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DutyTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofNanos(1);

  // as a JVM without memory does it, always the same one
  private final OutOfMemoryError noMemory = new OutOfMemoryError("for the test");
  private final LogThrottle throttle = new LogThrottle(() -> 0L);
  private final AtomicLong nanos = new AtomicLong();

  private static final class Mute extends IllegalStateException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw this;
    }
  }

  @Test
  void nothingThrownEndsTheThread() throws Exception {
    List<Throwable> thrown =
        List.of(noMemory, new StackOverflowError(), new Mute(), new IllegalStateException("bad"));
    AtomicInteger turns = new AtomicInteger();
    Semaphore ended = new Semaphore(0);
    LogThrottle throwing =
        new LogThrottle(
            () -> {
              throw noMemory;
            });
    Duty duty =
        Duty.of(
            "test",
            () -> {
              ended.release();
              sneak(thrown.get(turns.getAndIncrement() % thrown.size()));
              return SHORT;
            },
            SHORT,
            throwing);
    duty.start();
    assertThat(ended.tryAcquire(100, 30, TimeUnit.SECONDS)).isTrue();
    assertThat(duty.problem().orElseThrow()).startsWith("the last pass failed");
    assertThat(duty.stop(LONG)).isTrue();
  }

  @Test
  void whatIsThrownBesideThePassDoesNotEndItEither() throws Exception {
    AtomicInteger ticks = new AtomicInteger();
    Semaphore ended = new Semaphore(0);
    Duty duty =
        Duty.of(
            "test",
            () -> {
              ended.release();
              // as an application does that interrupts threads of others
              Thread.currentThread().interrupt();
              return ended.availablePermits() % 2 == 0 ? SHORT : none();
            },
            SHORT,
            throttle,
            () -> {
              if (ticks.incrementAndGet() % 2 == 0) {
                throw noMemory;
              }
              return 0;
            });
    duty.start();
    assertThat(ended.tryAcquire(100, 30, TimeUnit.SECONDS)).isTrue();
    assertThat(duty.stop(LONG)).isTrue();
  }

  @SuppressWarnings("NullAway") // a pass that breaks its promise
  private static Duration none() {
    return new AtomicReference<Duration>().get();
  }

  @Test
  void aFailureIsToldUntilAPassGoesWell() throws Exception {
    AtomicReference<@Nullable Throwable> next =
        new AtomicReference<>(new IllegalStateException("bad"));
    Semaphore begun = new Semaphore(0);
    Semaphore go = new Semaphore(0);
    Duty duty =
        Duty.of(
            "test",
            () -> {
              begun.release();
              go.acquireUninterruptibly();
              Throwable thrown = next.get();
              if (thrown != null) {
                sneak(thrown);
              }
              return Duration.ZERO;
            },
            Duration.ZERO,
            throttle);
    assertThat(duty.problem()).as("before the start").isEmpty();
    duty.start();
    begun.acquire();
    assertThat(duty.problem()).isEmpty();
    go.release();
    begun.acquire();
    assertThat(duty.problem())
        .contains(
            "the last pass failed and will be tried again: java.lang.IllegalStateException: bad");
    next.set(new Mute());
    go.release();
    begun.acquire();
    assertThat(duty.problem().orElseThrow()).contains("DutyTest$Mute");
    next.set(null);
    go.release();
    begun.acquire();
    assertThat(duty.problem()).isEmpty();
    go.release(1_000_000);
    assertThat(duty.stop(ChronoUnit.FOREVER.getDuration())).isTrue();
    assertThat(duty.problem()).as("stopped").isEmpty();
  }

  @Test
  void aPassThatDoesNotEndIsTold() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch waits = new CountDownLatch(1);
    Duty duty =
        Duty.of(
            "test",
            () -> {
              begun.countDown();
              await(go);
              waits.countDown();
              return ChronoUnit.FOREVER.getDuration();
            },
            LONG,
            throttle,
            nanos::get);
    duty.start();
    begun.await();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
    assertThat(duty.problem()).isEmpty();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(15));
    assertThat(duty.problem()).contains("its pass has been running for 75 s");
    go.countDown();
    waits.await();
    while (duty.problem().isPresent()) {
      Thread.onSpinWait();
    }
    assertThat(duty.stop(LONG)).as("ends the longest wait").isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings({"unchecked", "DoNotCallSuggester"})
  private static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
