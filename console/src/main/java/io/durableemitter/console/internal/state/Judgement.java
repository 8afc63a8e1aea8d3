package io.durableemitter.console.internal.state;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import io.durableemitter.spi.HostReport;
import java.util.ArrayList;
import java.util.List;

/**
 * What is the matter with a queue, and what to do about it. The names of checks are those that a
 * diagnosis of the table has for the same matter. No text begins with one that comes from
 * elsewhere, so that a sentence can be made of each. For one thread, and once.
 */
final class Judgement {

  private final List<Finding> all = new ArrayList<>();

  private Judgement() {}

  static List<Finding> of(QueueState state) {
    Judgement judgement = new Judgement();
    new DeliveryChecks(state, judgement).look();
    new HostChecks(state, judgement).look();
    new StoreChecks(state, judgement).look();
    judgement.well(state);
    return List.copyOf(judgement.all);
  }

  void add(String check, Severity severity, String what, String fix) {
    all.add(new Finding(check, severity, what, fix));
  }

  /** What can be said as long as nothing else is found. */
  String delivered(String then) {
    return all.isEmpty() ? "events are delivered, " + then : "";
  }

  private void well(QueueState state) {
    if (all.isEmpty()) {
      String rate =
          state.fleet().sum(HostReport.DELIVERED_PER_SECOND).stream()
              .mapToObj(value -> Spoken.rate(value) + " events a second are delivered, ")
              .findFirst()
              .orElse("");
      add("life", Severity.OK, "all is well: " + rate + state.waiting(), "");
    }
  }
}
