package io.durableemitter.benchmarks.publish;

import java.util.ArrayList;
import java.util.List;

/** What an event costs, by process. */
final class CostsPart implements Part {

  static final List<String> PROCESSES = List.of("emitter", "postgres", "ingress");

  private static final List<Kind> WAYS = List.of(Kind.STORED, Kind.REMOVED, Kind.SENT);

  @Override
  public String name() {
    return "costs";
  }

  /** A way and callers whose costs were measured. */
  private record Cost(String label, String figure) {}

  private static List<Cost> measured(Results results) {
    List<Cost> costs = new ArrayList<>();
    for (Kind way : WAYS) {
      for (Callers callers : Callers.ALL) {
        String figure = way.figure() + "." + callers.figure();
        if (results.figure(figure + ".emitterMicros").isPresent()) {
          costs.add(new Cost(way.label() + ", " + callers.label(), figure));
        }
      }
    }
    return costs;
  }

  @Override
  public String text(Results results) {
    MarkdownTable table =
        new MarkdownTable(
            1,
            "per event",
            "emitter µs",
            "PostgreSQL µs",
            "ingress µs",
            "allocated bytes",
            "log bytes (WAL)",
            "commits");
    List<Cost> costs = measured(results);
    for (Cost cost : costs) {
      table.row(
          cost.label(),
          Text.median(results.figure(cost.figure() + ".emitterMicros")),
          Text.median(results.figure(cost.figure() + ".postgresMicros")),
          Text.median(results.figure(cost.figure() + ".ingressMicros")),
          Text.median(results.figure(cost.figure() + ".allocatedBytes")),
          Text.median(results.figure(cost.figure() + ".walBytes")),
          Text.median(results.figure(cost.figure() + ".commits")));
    }
    return costs.isEmpty()
        ? ""
        : "### Costs\n\n"
            + Shown.of("costs", "Processor time per event, by process")
            + "\n"
            + table;
  }

  @Override
  public List<Plot> plots(Results results) {
    List<Stack> stacks = new ArrayList<>();
    for (Cost cost : measured(results)) {
      stacks.add(
          new Stack(
              cost.label(),
              PROCESSES.stream()
                  .map(process -> results.figure(cost.figure() + "." + process + "Micros"))
                  .map(one -> one.map(Range::median).orElse(0.0))
                  .toList()));
    }
    return stacks.isEmpty() ? List.of() : List.of(new StackPlot("costs", stacks));
  }
}
