package io.durableemitter.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderCheckerTest {

  private final OrderChecker checker = new OrderChecker(new KeyedIds(2));

  private static Emits emits(List<String> attempted, Set<String> untold) {
    Map<String, String> fingerprints = new HashMap<>();
    attempted.forEach(id -> fingerprints.put(id, "h"));
    Set<String> acknowledged = new HashSet<>(attempted);
    acknowledged.removeAll(untold);
    return new Emits(fingerprints, acknowledged, Set.of(), untold, 0, Set.of());
  }

  private Set<String> outOfOrder(Set<String> untold, Set<String> dead, String... came) {
    return checker.outOfOrder(emits(List.of(came), untold), List.of(came), dead);
  }

  @Test
  void eachKeyHasAnOrderOfItsOwn() {
    assertThat(outOfOrder(Set.of(), Set.of(), "h.1-0-2", "h.1-0-1", "h.1-0-3", "h.1-0-4"))
        .isEmpty();
    assertThat(outOfOrder(Set.of(), Set.of(), "h.1-0-3", "h.1-1-1", "g.1-0-1")).isEmpty();
    assertThat(outOfOrder(Set.of(), Set.of(), "h.1-0-3", "h.1-0-1", "h.1-0-5"))
        .containsExactly("h.1-0-1");
  }

  @Test
  void aKeyOutlivesTheProcess() {
    assertThat(outOfOrder(Set.of(), Set.of(), "h.1-0-9", "h.2-0-1", "h.10-0-1")).isEmpty();
    assertThat(outOfOrder(Set.of(), Set.of(), "h.2-0-1", "h.1-0-9")).containsExactly("h.1-0-9");
  }

  @Test
  void whatNobodyKnowsOfAndWhatWasGivenUpMayComeLater() {
    assertThat(outOfOrder(Set.of("h.1-0-1"), Set.of(), "h.1-0-3", "h.1-0-1")).isEmpty();
    assertThat(outOfOrder(Set.of(), Set.of("h.1-0-1"), "h.1-0-3", "h.1-0-1")).isEmpty();
    // it keeps its place all the same
    assertThat(outOfOrder(Set.of("h.1-0-3"), Set.of(), "h.1-0-3", "h.1-0-1"))
        .containsExactly("h.1-0-1");
  }

  @Test
  void idsThatAreNoneAreNamed() {
    assertThatThrownBy(() -> new KeyedIds(2).key("host"))
        .hasMessage("an id is host.incarnation-caller-number, but is 'host'");
  }
}
