package io.durableemitter.benchmarks.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** End to end with small and large events. */
final class SizesPart implements Part {

  private static final Pattern SIZES = Pattern.compile("size\\.(\\d+)\\.endToEndPerSecond");
  private static final double MIB = 1024 * 1024;

  @Override
  public String name() {
    return "sizes";
  }

  private static Optional<Range> rate(Results results, long bytes) {
    return results.figure("size." + bytes + ".endToEndPerSecond");
  }

  @Override
  public String text(Results results) {
    MarkdownTable table =
        new MarkdownTable(
            1, "data of an event", "events per second", "MiB per second", "emit p50 ms", "p99 ms");
    for (long bytes : results.numbers(SIZES)) {
      Optional<Range> rate = rate(results, bytes);
      table.row(
          Text.bytes(bytes),
          Text.median(rate),
          Text.median(rate.map(one -> one.in(events -> events * bytes / MIB))),
          Text.median(results.figure("size." + bytes + ".p50Millis")),
          Text.median(results.figure("size." + bytes + ".p99Millis")));
    }
    return table.isEmpty()
        ? ""
        : "### Sizes\n\n64 callers, end to end:\n\n"
            + Shown.of("sizes", "Events per second end to end, by the size of their data")
            + "\n"
            + table;
  }

  @Override
  public List<Plot> plots(Results results) {
    List<Point> points = new ArrayList<>();
    for (long bytes : results.numbers(SIZES)) {
      rate(results, bytes).ifPresent(rate -> points.add(new Point(bytes, rate)));
    }
    return points.isEmpty()
        ? List.of()
        : List.of(
            new LinePlot(
                "sizes",
                "bytes of data in an event",
                true,
                "events per second",
                List.of(new Line("sent, 64 callers", points))));
  }
}
