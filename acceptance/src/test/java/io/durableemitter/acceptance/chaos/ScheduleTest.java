package io.durableemitter.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void aSeedIsARun() {
    assertThat(cycles(42, 50)).isEqualTo(cycles(42, 50)).isNotEqualTo(cycles(43, 50));
  }

  @Test
  void everyFaultComesUp() {
    assertThat(cycles(7, Fault.values().length).stream().flatMap(List::stream).map(Step::fault))
        .contains(Fault.values());
  }

  @Test
  void faultsOfOneCycleAreAtDifferentSites() {
    assertThat(cycles(1, 200))
        .allSatisfy(
            steps -> assertThat(steps).extracting(s -> s.fault().site()).doesNotHaveDuplicates())
        .anySatisfy(steps -> assertThat(steps).hasSize(2));
  }

  private static List<List<Step>> cycles(long seed, int count) {
    Schedule schedule = new Schedule(seed);
    return Stream.generate(schedule::next).limit(count).toList();
  }
}
