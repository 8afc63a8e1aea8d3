package io.durableemitter.benchmarks.publish;

import java.util.Optional;

/** Whether a rate can be held for minutes. */
final class SustainedPart implements Part {

  @Override
  public String name() {
    return "sustained";
  }

  @Override
  public String text(Results results) {
    MarkdownTable table =
        new MarkdownTable(
            1, "callers", "emitted/s", "delivered/s", "emit p50 ms", "p99 ms", "p99.9 ms");
    for (Callers callers : Callers.ALL) {
      String name = "sustained." + callers.figure();
      Optional<Range> delivered = results.figure(name + ".endToEndPerSecond");
      if (delivered.isPresent()) {
        table.row(
            callers.label(),
            Text.median(results.figure(name + ".perSecond")),
            Text.median(delivered),
            Text.median(results.figure(name + ".p50Millis")),
            Text.median(results.figure(name + ".p99Millis")),
            Text.median(results.figure(name + ".p999Millis")));
      }
    }
    return table.isEmpty()
        ? ""
        : "### For five minutes\n\nEnd to end, once each, until the last row is gone.\n\n" + table;
  }
}
