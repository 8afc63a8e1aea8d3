package io.durableemitter.console.internal.state;

import io.durableemitter.api.Finding.Severity;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.RegisteredHost;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether the processes are well, as they say and as they are heard of. */
final class HostChecks {

  private static final int MOST_NAMES = 3;

  private final QueueState state;
  private final Judgement judgement;

  HostChecks(QueueState state, Judgement judgement) {
    this.state = state;
    this.judgement = judgement;
  }

  void look() {
    problems();
    silent();
  }

  private void problems() {
    for (HostReport report : state.fleet().heard()) {
      if (!report.problem().isEmpty()) {
        judgement.add(
            "life.problem",
            Severity.WARNING,
            "a process has trouble: " + report.name() + " says: " + report.problem(),
            "mend that on this host");
      }
    }
  }

  private void silent() {
    Map<Boolean, List<HostReport>> silent =
        state.fleet().hosts().stream()
            .filter(host -> !host.isHeard())
            .map(RegisteredHost::report)
            .collect(Collectors.partitioningBy(report -> heldBy(report) > 0));
    List<HostReport> holding = silent.getOrDefault(true, List.of());
    if (!holding.isEmpty()) {
      judgement.add(
          "life.silence",
          Severity.WARNING,
          silence(holding)
              + (holding.size() == 1 ? " and holds " : " and hold ")
              + Spoken.count(holding.stream().mapToLong(this::heldBy).sum(), "row")
              + ": "
              + names(holding),
          "see whether it hangs; others take its rows when the leases end");
    }
    List<HostReport> others = silent.getOrDefault(false, List.of());
    if (!others.isEmpty()) {
      judgement.add(
          "life.silence",
          Severity.INFO,
          judgement.delivered("but ") + silence(others) + ": " + names(others),
          "processes that end in order say so; see whether it was stopped, hangs, or cannot reach"
              + " the database");
    }
  }

  private static String silence(List<HostReport> reports) {
    return reports.size()
        + (reports.size() == 1 ? " process has" : " processes have")
        + " fallen silent";
  }

  private long heldBy(HostReport report) {
    return state.held().getOrDefault(report.owner(), 0L);
  }

  static String names(List<HostReport> reports) {
    String names =
        reports.stream().limit(MOST_NAMES).map(HostReport::name).collect(Collectors.joining(", "));
    return reports.size() <= MOST_NAMES
        ? names
        : names + " and " + (reports.size() - MOST_NAMES) + " more";
  }
}
