package io.durableemitter.benchmarks.publish;

import java.util.ArrayList;
import java.util.List;

/** Events in a second, beside what PostgreSQL and gRPC do at best. */
final class RatesPart implements Part {

  /** A figure that is a row of the table and a bar. */
  private record Line(String label, Kind kind, String figure) {}

  private static final List<Line> INSERTS =
      List.of(
          new Line("raw insert, COPY", Kind.LIMIT, "limit.insert.copy.perSecond"),
          new Line("raw insert, unnest", Kind.LIMIT, "limit.insert.unnest.perSecond"));
  private static final List<Line> CYCLES =
      List.of(
          new Line("raw cycle, COPY", Kind.LIMIT, "limit.cycle.copy.perSecond"),
          new Line("raw cycle, unnest", Kind.LIMIT, "limit.cycle.unnest.perSecond"));
  private static final Line RPC = new Line("raw RPC", Kind.LIMIT, "limit.rpc.perSecond");

  private static final List<Line> STORED = lines(INSERTS, Kind.STORED, ".perSecond");
  private static final List<Line> REMOVED = lines(CYCLES, Kind.REMOVED, ".endToEndPerSecond");
  private static final List<Line> SENT = lines(List.of(), Kind.SENT, ".endToEndPerSecond");

  private static List<Line> lines(List<Line> limits, Kind kind, String suffix) {
    List<Line> lines = new ArrayList<>(limits);
    for (Callers callers : Callers.ALL) {
      lines.add(
          new Line(
              kind.label() + ", " + callers.label(),
              kind,
              kind.figure() + "." + callers.figure() + suffix));
    }
    return lines;
  }

  @Override
  public String name() {
    return "rates";
  }

  @Override
  public String text(Results results) {
    MarkdownTable table = new MarkdownTable(1, "events per second", "median", "least – most");
    List<Line> all = new ArrayList<>(STORED);
    all.addAll(REMOVED);
    all.addAll(SENT);
    all.add(RPC);
    for (Line line : all) {
      results
          .figure(line.figure())
          .ifPresent(
              one ->
                  table.row(
                      line.label(),
                      Text.number(one.median()),
                      Text.number(one.least()) + " – " + Text.number(one.most())));
    }
    if (table.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("### Rates\n\n");
    if (!bars(results, STORED).isEmpty()) {
      text.append(Shown.of("stored", "Events stored per second, beside raw inserts")).append('\n');
    }
    if (!endToEnd(results).isEmpty()) {
      text.append(Shown.of("end-to-end", "Events per second end to end, beside raw cycles"))
          .append('\n');
    }
    return text.append(table).toString();
  }

  @Override
  public List<Plot> plots(Results results) {
    List<Plot> plots = new ArrayList<>();
    BarPlot.of("stored", "events stored per second", bars(results, STORED)).ifPresent(plots::add);
    BarPlot.of("end-to-end", "events per second, stored to removed", endToEnd(results))
        .ifPresent(plots::add);
    return plots;
  }

  private static List<Bar> endToEnd(Results results) {
    List<Bar> bars = new ArrayList<>(bars(results, REMOVED));
    bars.addAll(bars(results, SENT));
    return bars;
  }

  private static List<Bar> bars(Results results, List<Line> lines) {
    List<Bar> bars = new ArrayList<>();
    for (Line line : lines) {
      results
          .figure(line.figure())
          .ifPresent(one -> bars.add(new Bar(line.label(), line.kind(), one)));
    }
    return bars;
  }
}
