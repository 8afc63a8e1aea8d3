package io.durableemitter.console.internal.state;

import io.durableemitter.api.Finding.Severity;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether the store can be read and cleaned up, and what lies there for people. */
final class StoreChecks {

  private static final Map<String, String> PARTS =
      Map.of(
          QueueState.HOSTS, "the reports of processes",
          QueueState.ORDERS, "orders such as a pause",
          QueueState.DEAD_LETTERS, "dead letters",
          QueueState.VACUUM, "what holds cleaning up back");

  private final QueueState state;
  private final Judgement judgement;

  StoreChecks(QueueState state, Judgement judgement) {
    this.state = state;
    this.judgement = judgement;
  }

  void look() {
    hindered();
    unread();
    letters();
  }

  private void hindered() {
    if (!state.hindrance().isEmpty()) {
      judgement.add(
          "life.vacuum",
          Severity.WARNING,
          "the database cannot clean up: " + state.hindrance(),
          "end what holds it back");
    }
  }

  private void unread() {
    if (state.unread().isEmpty()) {
      return;
    }
    String parts =
        state.unread().keySet().stream()
            .map(part -> PARTS.getOrDefault(part, part))
            .collect(Collectors.joining(", "));
    judgement.add(
        "schema.grants",
        Severity.WARNING,
        "the database answers, but not for everything: "
            + parts
            + " cannot be read, and so are not shown",
        "migrate the table, or give this role the grants of a reader. The database said: "
            + state.unread().values().stream().distinct().collect(Collectors.joining("; ")));
  }

  private void letters() {
    long letters = state.deadLettersInAll();
    if (letters == 0) {
      return;
    }
    String reasons =
        state.deadLetters().byReason().entrySet().stream()
            .filter(one -> one.getValue() > 0)
            .sorted(Map.Entry.comparingByKey())
            .map(
                one -> Spoken.number(one.getValue()) + " " + one.getKey().label().replace('_', ' '))
            .collect(Collectors.joining(", "));
    judgement.add(
        "life.dead-letters",
        Severity.WARNING,
        judgement.delivered("but ")
            + (state.deadLetters().estimated() ? "about " : "")
            + Spoken.count(letters, "dead letter")
            + (letters == 1 ? " waits" : " wait")
            + " for a decision: "
            + reasons,
        "see what they were refused for; redrive them when it is mended, or discard them");
  }
}
