package io.durableemitter.api.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.spi.StoreException;
import io.durableemitter.spi.StoreException.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThrottledLogTest {

  private final AtomicLong nanos = new AtomicLong();
  private final LogThrottle throttle = new LogThrottle(nanos::get);
  private final WrittenLines written = new WrittenLines();
  private final ThrottledLog log = new ThrottledLog(throttle, written);

  @Test
  void aLineSaysHowManyOfItsKindWereLeftOut() {
    log.warn("full", "{} of {} are full", 1, 2);
    assertThat(lines()).containsExactly("WARN 1 of 2 are full");
    log.warn("full", "{} of {} are full", 2, 2);
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    log.error("full", "all are full");
    assertThat(lines()).last().isEqualTo("ERROR all are full (1 more since the last report)");
  }

  @Test
  void aLineOfWhatGoesOnSaysForHowLong() {
    for (int second = 0; second <= 120; second++) {
      log.warn("away", "it is away");
      lines();
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }
    assertThat(lines())
        .startsWith(
            "WARN it is away",
            "WARN it is away (9 more since the last report)",
            "WARN it is away (9 more since the last report)",
            "WARN it is away (9 more since the last report) (for PT30S by now)")
        .endsWith("WARN it is away (9 more since the last report) (for PT2M by now)");
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    log.warn("away", "it is away");
    assertThat(lines()).last().isEqualTo("WARN it is away");
  }

  @Test
  void changesAreAllWritten() {
    log.warnOfChange("gate", "it is {}", "closed");
    assertThat(lines()).hasSize(1);
    log.infoOfChange("gate", "it is {}", "open");
    assertThat(lines()).containsExactly("WARN it is closed", "INFO it is open");
  }

  @Test
  void whatIsThrownIsShownInItsPlaceAndItsTraceForThoseWhoDebug() {
    log.warn("store", "trying again: {}", new StoreException(Outcome.NOT_DONE, "disk\nfull", null));
    log.warn("other", "trying again: {}", new IllegalStateException("bad"));
    assertThat(lines())
        .containsExactly(
            "WARN trying again: disk\\u000afull",
            "DEBUG the error of the line before with disk\\u000afull",
            "WARN trying again: java.lang.IllegalStateException: bad",
            "DEBUG the error of the line before with bad");
  }

  @Test
  void whatIsThrownAndHasNoPlaceIsShownWithItsTrace() {
    Consumer<Throwable> report = log.errorOf("hook", "hook {} threw", "a");
    report.accept(new IllegalStateException("bad"));
    assertThat(lines()).hasSize(1);
    report.accept(new IllegalStateException("worse"));
    log.error("it went on", new IllegalStateException("on"));
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(lines()).containsExactly("ERROR hook a threw with bad", "ERROR it went on with on");
    report.accept(new IllegalStateException("last"));
    assertThat(lines())
        .last()
        .isEqualTo("ERROR hook a threw (1 more since the last report) with last");
  }

  @Test
  void anArgumentIsMadeWhereTheLineIsWritten() {
    AtomicBoolean asked = new AtomicBoolean();
    Supplier<String> costly =
        () -> {
          asked.set(true);
          return Thread.currentThread().getName();
        };
    log.warn("a", "first");
    log.warn("a", "{}", costly);
    assertThat(lines()).hasSize(1);
    assertThat(asked).as("of a line that is left out").isFalse();
    log.warn("b", "by {}", costly);
    assertThat(lines()).last().isEqualTo("WARN by durable-emitter-log");
  }

  private List<String> lines() {
    assertThat(throttle.await(Duration.ofSeconds(30))).isTrue();
    return written.lines();
  }
}
