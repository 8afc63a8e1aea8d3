package io.durableemitter.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static Comparison here(double... here) {
    List<Double> base = Collections.nCopies(here.length, 100.0);
    return Comparison.of("rate", Arrays.stream(here).boxed().toList(), base);
  }

  @Test
  void theRatioIsTheMiddleOneOfAllRounds() {
    Comparison one =
        Comparison.of("rate", List.of(50.0, 300.0, 90.0), List.of(100.0, 200.0, 100.0));
    assertThat(one.ratio()).isEqualTo(0.9, within(1e-9));
    assertThat(one.here()).isEqualTo(90);
    assertThat(one.base()).isEqualTo(100);
  }

  @Test
  void slowerByMoreThanATenthIsWorse() {
    assertThat(here(80, 81, 82, 83, 84).isWorse()).isTrue();
    assertThat(here(80).isWorse()).isTrue();
  }

  @Test
  void slowerByLessThanATenthIsNotWorse() {
    assertThat(here(92, 93, 94).isWorse()).isFalse();
    assertThat(here(100, 110, 120).isWorse()).isFalse();
  }

  @Test
  void slowerWithinTheSpreadIsNotWorse() {
    Comparison wide = here(55, 70, 85, 100, 115);
    assertThat(wide.ratio()).isEqualTo(0.85, within(1e-9));
    assertThat(wide.spread()).isEqualTo(0.15, within(1e-9));
    assertThat(wide.isWorse()).isFalse();
  }
}
