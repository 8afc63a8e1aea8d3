package io.durableemitter.benchmarks.speed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run has found.
 *
 * @param machine what it ran on
 * @param figures all figures
 * @param noisy what was measured while others kept the machine busy
 * @param peers one object for each of the other libraries; empty if they were not measured
 */
record Report(
    Map<String, String> machine, Figures figures, List<String> noisy, Optional<JsonNode> peers) {

  /** For people. */
  void print(PrintStream out) {
    machine.forEach((name, value) -> out.printf("%-12s %s%n", name, value));
    out.printf("%n%-44s %12s %12s %12s%n", "figure (medians)", "median", "least", "most");
    figures
        .spreads()
        .forEach(
            (name, one) ->
                out.printf(
                    Locale.ROOT,
                    "%-44s %12s %12s %12s%n",
                    name,
                    number(one.median()),
                    number(one.least()),
                    number(one.most())));
    Map<String, @Nullable Object> headlines = new Headlines(figures).all();
    out.printf("%n%-44s %12s %12s%n", "goal", "goal", "measured");
    for (Goals.Goal goal : Goals.ALL) {
      Double measured = Goals.measured(goal, headlines);
      if (measured != null) {
        out.printf(
            "%-44s %12s %12s  %s%n",
            goal.text(),
            (goal.atMost() ? "<= " : ">= ") + number(goal.value()),
            number(measured),
            goal.isMet(measured) ? "met" : "missed");
      }
    }
    noisy.forEach(one -> out.println("noisy: " + one));
  }

  static String number(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  /** One object in one line. */
  String json() throws IOException {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(new Headlines(figures).all());
    all.put("peers", peers.orElse(null));
    all.put("machine", machine);
    all.put("noisy", noisy);
    all.put("figures", figures.spreads());
    return new ObjectMapper().writeValueAsString(all);
  }
}
