package io.durableemitter.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateTest {

  private long seconds;
  private long count;
  private final Rate rate = new Rate(() -> count, () -> TimeUnit.SECONDS.toNanos(seconds));

  @Test
  void isOfTheLastMinute() {
    assertThat(rate.perSecond()).isZero();
    for (int i = 0; i < 30; i++) {
      count += 10;
      seconds++;
      rate.tick();
    }
    assertThat(rate.perSecond()).isEqualTo(10);
    for (int i = 0; i < 60; i++) {
      seconds++;
      rate.tick();
    }
    assertThat(rate.perSecond()).as("nothing for a minute").isZero();
  }

  @Test
  void aResetIsNoFall() {
    count = 100;
    seconds = 10;
    rate.tick();
    count = 0;
    assertThat(rate.perSecond()).isZero();
    rate.reset();
    count = 5;
    seconds = 11;
    assertThat(rate.perSecond()).isEqualTo(5);
  }
}
