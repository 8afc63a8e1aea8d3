package io.durableemitter.benchmarks.publish;

import io.durableemitter.benchmarks.speed.Goals;
import java.util.OptionalDouble;

/** What was to be reached, and whether it is. */
final class GoalsPart implements Part {

  @Override
  public String name() {
    return "goals";
  }

  @Override
  public String text(Results results) {
    MarkdownTable table = new MarkdownTable(1, "goal", "to reach", "measured", "result");
    for (Goals.Goal goal : Goals.ALL) {
      OptionalDouble measured = results.headline(goal.figure());
      if (measured.isPresent()) {
        table.row(
            goal.text(),
            (goal.atMost() ? "≤ " : "≥ ") + Text.number(goal.value()),
            Text.number(measured),
            goal.isMet(measured.getAsDouble()) ? "met" : "missed");
      }
    }
    return table.isEmpty() ? "" : "### Goals\n\n" + table;
  }
}
