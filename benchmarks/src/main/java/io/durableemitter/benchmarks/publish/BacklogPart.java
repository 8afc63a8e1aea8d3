package io.durableemitter.benchmarks.publish;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** What rows that wait do to others, and how fast they go out. */
final class BacklogPart implements Part {

  private static final Pattern ROWS = Pattern.compile("backlog\\.(\\d+)\\.ofEmpty");

  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public String text(Results results) {
    MarkdownTable table = new MarkdownTable(1, "", "median", "least – most");
    row(table, "drain, rows per second", results.figure("drain.perSecond"));
    OptionalDouble ratio = results.headline("drainVsEndToEnd");
    if (ratio.isPresent()) {
      table.row("drain, of end to end (4 asynchronous callers)", Text.number(ratio), Text.NONE);
    }
    for (long rows : results.numbers(ROWS)) {
      String label = String.format(Locale.ROOT, "%,d rows wait", rows);
      row(
          table,
          label + ", events per second, removed, 64 callers",
          results.figure("backlog." + rows + ".endToEndPerSecond"));
      row(
          table,
          label + ", of what an empty table has",
          results.figure("backlog." + rows + ".ofEmpty"));
    }
    row(table, "least heap for rows of mixed sizes, MiB", results.figure("heap.mib"));
    return table.isEmpty() ? "" : "### Rows that wait\n\n" + table;
  }

  private static void row(MarkdownTable table, String label, Optional<Range> figure) {
    if (figure.isPresent()) {
      table.row(label, Text.median(figure), Text.spread(figure));
    }
  }
}
