package io.durableemitter.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static List<String> groups(Plan plan) {
    return plan.scenarios().stream().map(Named::group).distinct().toList();
  }

  @Test
  void theWholeHasAllGroups() {
    assertThat(groups(new Plan(false, Set.of(), 1, 1)))
        .containsExactlyInAnyOrder(
            "limits",
            "stored",
            "removed",
            "sent",
            "latency",
            "drain",
            "sizes",
            "hosts",
            "heap",
            "backlog",
            "sustained")
        .containsExactlyElementsOf(
            Plan.groups().stream().filter(group -> !group.equals("peers")).toList());
  }

  @Test
  void aQuickOneLeavesOutWhatNeedsManyRows() {
    assertThat(groups(new Plan(true, Set.of(), 1, 1)))
        .contains("limits", "stored", "sent", "drain")
        .doesNotContain("hosts", "heap", "backlog", "sustained");
  }

  @Test
  void otherLibrariesAreMeasuredInAWholeRunAndOnRequest() {
    assertThat(Plan.groups()).endsWith("peers");
    assertThat(new Plan(false, Set.of(), 1, 1).hasPeers()).isTrue();
    assertThat(new Plan(true, Set.of(), 1, 1).hasPeers()).isFalse();
    assertThat(new Plan(true, Set.of("peers"), 1, 1).hasPeers()).isTrue();
    assertThat(new Plan(false, Set.of("limits"), 1, 1).hasPeers()).isFalse();
  }

  @Test
  void onlyWhatWasAskedForIsMeasuredQuicklyToo() {
    assertThat(groups(new Plan(true, Set.of("hosts", "limits"), 1, 1)))
        .containsExactly("limits", "hosts");
  }

  @Test
  void whatIsMeasuredOnceIsNeitherInTheRoundToWarmUpNorInTheSecond() {
    Plan plan = new Plan(false, Set.of("limits", "hosts"), 1, 1);
    assertThat(plan.round(0)).extracting(Named::group).containsOnly("limits");
    assertThat(plan.round(1)).extracting(Named::group).contains("limits", "hosts");
    assertThat(plan.round(2)).extracting(Named::group).containsOnly("limits");
  }

  @Test
  void latenciesComeAfterTheCapacityThatTheyArePartsOf() {
    assertThat(groups(new Plan(false, Set.of("latency", "sent"), 1, 1)))
        .containsExactly("sent", "latency");
  }
}
