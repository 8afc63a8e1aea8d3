package io.durableemitter.benchmarks.publish;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How long callers and receivers wait at loads below the most that is possible. */
final class LatenciesPart implements Part {

  /** A load and how the names of its figures begin. */
  private record Load(String label, String figure) {

    Optional<Range> of(Results results, String figure) {
      return results.figure("latency." + this.figure + "." + figure);
    }
  }

  /** A curve and the end of the names of its figures. */
  private record Curve(String label, String figure) {}

  private static final List<Load> LOADS =
      List.of(
          new Load("10,000/s", "10000"),
          new Load("25 % of capacity", "25percent"),
          new Load("50 % of capacity", "50percent"),
          new Load("75 % of capacity", "75percent"));

  private static final List<Curve> CURVES =
      List.of(
          new Curve("emit p50", "p50Millis"),
          new Curve("emit p99", "p99Millis"),
          new Curve("acknowledged p50", "acknowledgedP50Millis"),
          new Curve("acknowledged p99", "acknowledgedP99Millis"));

  @Override
  public String name() {
    return "latencies";
  }

  private static List<Load> measured(Results results) {
    return LOADS.stream().filter(load -> load.of(results, "perSecond").isPresent()).toList();
  }

  @Override
  public String text(Results results) {
    MarkdownTable closed = closedLoop(results);
    List<Load> loads = measured(results);
    if (loads.isEmpty() && closed.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("### Latencies\n\n");
    if (!loads.isEmpty()) {
      MarkdownTable table =
          new MarkdownTable(
              1,
              "load",
              "events/s",
              "emit p50 ms",
              "p99 ms",
              "p99.9 ms",
              "acknowledged p50 ms",
              "p99 ms");
      for (Load load : loads) {
        table.row(
            load.label(),
            Text.median(load.of(results, "perSecond")),
            Text.median(load.of(results, "p50Millis")),
            Text.median(load.of(results, "p99Millis")),
            Text.median(load.of(results, "p999Millis")),
            Text.median(load.of(results, "acknowledgedP50Millis")),
            Text.median(load.of(results, "acknowledgedP99Millis")));
      }
      text.append("Open loop, 64 callers, end to end:\n\n")
          .append(Shown.of("latencies", "Latencies by load, medians and 99th percentiles"))
          .append('\n')
          .append(table);
    }
    if (!closed.isEmpty()) {
      text.append(
              "\nClosed loop, store only: as many as callers can, each waits for its event.\n\n")
          .append(closed);
    }
    return text.toString();
  }

  private static MarkdownTable closedLoop(Results results) {
    MarkdownTable table = new MarkdownTable(1, "callers", "emit p50 ms", "p99 ms", "p99.9 ms");
    results
        .figure("limit.commit.p50Millis")
        .ifPresent(one -> table.row("one commit, the limit", Text.number(one.median()), "", ""));
    for (Callers callers : Callers.ALL) {
      String name = "stored." + callers.figure();
      if (results.figure(name + ".p50Millis").isPresent()) {
        table.row(
            callers.label(),
            Text.median(results.figure(name + ".p50Millis")),
            Text.median(results.figure(name + ".p99Millis")),
            Text.median(results.figure(name + ".p999Millis")));
      }
    }
    return table;
  }

  @Override
  public List<Plot> plots(Results results) {
    List<Line> lines = new ArrayList<>();
    for (Curve curve : CURVES) {
      List<Point> points = new ArrayList<>();
      for (Load load : measured(results)) {
        load.of(results, curve.figure())
            .ifPresent(
                range ->
                    points.add(
                        new Point(load.of(results, "perSecond").orElseThrow().median(), range)));
      }
      points.sort(Comparator.comparingDouble(Point::at));
      if (!points.isEmpty()) {
        lines.add(new Line(curve.label(), points));
      }
    }
    return lines.isEmpty()
        ? List.of()
        : List.of(new LinePlot("latencies", "events per second", false, "milliseconds", lines));
  }
}
