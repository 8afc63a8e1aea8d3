package io.durableemitter.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.durableemitter.benchmarks.speed.Figures.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private final Figures figures = new Figures();

  private void add(String name, double... values) {
    for (double value : values) {
      figures.add(name, value);
    }
  }

  @Test
  void theMedianIsTheOneInTheMiddle() {
    add("odd", 30, 10, 20);
    add("even", 40, 10, 30, 20);
    assertThat(figures.spreads())
        .containsEntry("odd", new Spread(20, 10, 30, 3))
        .containsEntry("even", new Spread(25, 10, 40, 4));
    assertThat(figures.median("odd")).hasValue(20);
    assertThat(figures.median("none")).isEmpty();
  }

  @Test
  void theWidthIsAPartOfTheMedian() {
    assertThat(new Spread(20, 15, 25, 3).width()).isEqualTo(0.5);
    assertThat(new Spread(0, 0, 0, 3).width()).isZero();
  }

  @Test
  void ratiosAreOfTheSameRound() {
    add("fast", 100, 50, 200);
    add("slow", 10, 10, 10);
    // of medians it would be the same here; of rounds that are slow for both it is not
    assertThat(figures.ratio("fast", "slow")).hasValue(10);
    add("limit", 200, 100, 800);
    assertThat(figures.ratio("fast", "limit").orElseThrow()).isEqualTo(0.5, within(1e-9));
    assertThat(figures.ratio("fast", "none")).isEmpty();
  }

  @Test
  void aRoundThatIsMissingAtTheEndIsLeftOut() {
    add("one", 10, 20);
    add("other", 10);
    assertThat(figures.ratio("one", "other")).hasValue(1);
  }

  @Test
  void theOrderIsThatInWhichTheyCame() {
    add("b", 1);
    add("a", 2);
    assertThat(figures.spreads().keySet()).containsExactly("b", "a");
    assertThat(figures.all("b")).isEqualTo(List.of(1.0));
    assertThat(figures.last("a")).isEqualTo(2);
  }

  @Test
  void whatCameToWarmUpIsForgotten() {
    add("a", 1);
    figures.clear();
    assertThat(figures.spreads()).isEmpty();
    assertThatThrownBy(() -> figures.last("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nothing was measured that is called a");
  }
}
