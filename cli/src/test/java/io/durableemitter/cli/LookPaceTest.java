package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LookPaceTest {

  private final AtomicLong nanos = new AtomicLong();
  private final LookPace pace = new LookPace(nanos::get);

  private void pass(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void theFirstLookIsDueAtOnce() {
    assertThat(pace.isDue()).isTrue();
  }

  @Test
  void aQuickLookIsTakenFiveTimesASecond() {
    assertThat(pace.<Integer>look(() -> 7)).isEqualTo(7);
    pass(199);
    assertThat(pace.isDue()).isFalse();
    pass(1);
    assertThat(pace.isDue()).isTrue();
  }

  @Test
  void aDearLookIsTakenSeldomWhetherItFailsOrNot() {
    assertThatThrownBy(
            () ->
                pace.look(
                    () -> {
                      pass(300);
                      throw new IllegalStateException("away");
                    }))
        .hasMessage("away");
    pass(5_999);
    assertThat(pace.isDue()).isFalse();
    pass(1);
    assertThat(pace.isDue()).isTrue();
  }

  @Test
  void aSingleSlowLookSaysLittle() {
    look(30_000);
    pass(200);
    assertThat(pace.isDue()).as("after the first").isTrue();
    look(300);
    pass(5_999);
    assertThat(pace.isDue()).as("after two slow ones").isFalse();
    pass(1);
    assertThat(pace.isDue()).isTrue();
    look(30_000);
    pass(6_000);
    assertThat(pace.isDue()).as("no slower than the one before").isTrue();
    look(30_000);
    pass(60_000);
    assertThat(pace.isDue()).as("a minute at most").isTrue();
  }

  private void look(long millis) {
    int unused =
        pace.look(
            () -> {
              pass(millis);
              return 7;
            });
  }
}
