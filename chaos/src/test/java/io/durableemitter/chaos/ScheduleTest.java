package io.durableemitter.chaos;

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
    assertThat(cycles(7, 2 * Fault.values().length).stream().flatMap(List::stream).map(Step::fault))
        .contains(Fault.values());
  }

  @Test
  void faultsOfOneCycleAreAtDifferentSites() {
    assertThat(cycles(1, 200))
        .allSatisfy(
            steps -> assertThat(steps).extracting(s -> s.fault().site()).doesNotHaveDuplicates())
        .anySatisfy(steps -> assertThat(steps).hasSize(2));
  }

  @Test
  void theFirstCycleOfEachFourIsCalm() {
    List<List<Step>> cycles = cycles(3, 9);
    assertThat(List.of(cycles.get(0), cycles.get(4), cycles.get(8)))
        .allSatisfy(steps -> assertThat(steps).isEmpty());
    assertThat(cycles.stream().filter(List::isEmpty)).hasSize(3);
  }

  @Test
  void onlyTheKindsThatAreAskedForComeUp() {
    Schedule schedule = new Schedule(5, List.of(Fault.KILL_HOST, Fault.INGRESS_OUTAGE));
    assertThat(Stream.generate(schedule::next).limit(40).flatMap(List::stream).map(Step::fault))
        .containsOnly(Fault.KILL_HOST, Fault.INGRESS_OUTAGE);
  }

  private static List<List<Step>> cycles(long seed, int count) {
    Schedule schedule = new Schedule(seed, List.of(Fault.values()));
    return Stream.generate(schedule::next).limit(count).toList();
  }
}
