package io.durableemitter.benchmarks.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Several processes that send what waits in one table. */
final class HostsPart implements Part {

  private static final Pattern HOSTS = Pattern.compile("hosts\\.(\\d+)\\.perSecond");

  @Override
  public String name() {
    return "hosts";
  }

  private static Optional<Range> rate(Results results, long hosts) {
    return results.figure("hosts." + hosts + ".perSecond");
  }

  @Override
  public String text(Results results) {
    MarkdownTable table =
        new MarkdownTable(1, "processes", "rows per second", "sessions that wait for a lock");
    for (long hosts : results.numbers(HOSTS)) {
      table.row(
          Long.toString(hosts),
          Text.median(rate(results, hosts)),
          Text.median(results.figure("hosts." + hosts + ".lockWaits")));
    }
    return table.isEmpty()
        ? ""
        : "### Processes that share a table\n\n"
            + Shown.of("hosts", "Rows per second that 1, 2 and 4 processes remove from one table")
            + "\n"
            + table;
  }

  @Override
  public List<Plot> plots(Results results) {
    List<Bar> bars = new ArrayList<>();
    for (long hosts : results.numbers(HOSTS)) {
      rate(results, hosts)
          .ifPresent(
              rate ->
                  bars.add(
                      new Bar(
                          hosts + (hosts == 1 ? " process" : " processes"), Kind.REMOVED, rate)));
    }
    return BarPlot.of("hosts", "rows removed per second, all processes together", bars).stream()
        .toList();
  }
}
