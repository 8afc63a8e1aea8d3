package io.durableemitter.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durableemitter.benchmarks.peers.work.Figures;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reports for people, and for programs. */
record PeersTable(List<PeerReport> reports) {

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "outbox       version         end to end/s   ours/this    p50 ms    p99 ms   processor µs"
            + "    left\n");
    for (PeerReport report : reports) {
      text.append(
          report
              .figures()
              .map(this::line)
              .orElseGet(() -> String.format("%-12s failed%n", report.program().name())));
    }
    text.append('\n');
    reports.forEach(report -> text.append(remarks(report)));
    return text.toString();
  }

  private String line(Figures figures) {
    return String.format(
        Locale.ROOT,
        "%-12s %-14s %13.0f %11s %9.2f %9.2f %14.1f %7d%n",
        figures.name(),
        figures.version(),
        figures.endToEndPerSecond(),
        ratio(figures).map(ratio -> String.format(Locale.ROOT, "%.1f", ratio)).orElse("-"),
        figures.p50Millis(),
        figures.p99Millis(),
        figures.processorMicrosPerEvent(),
        figures.left());
  }

  private static String remarks(PeerReport report) {
    StringBuilder text = new StringBuilder();
    String name = report.program().name();
    report.figures().ifPresent(figures -> text.append(name + ": " + figures.settings() + '\n'));
    if (!report.program().note().isEmpty()) {
      text.append(name + ": " + report.program().note() + '\n');
    }
    report.problems().forEach(problem -> text.append(name + ": PROBLEM: " + problem + '\n'));
    return text.toString();
  }

  /** How often our rate is that of another, if there are both. */
  private Optional<Double> ratio(Figures other) {
    return reports.stream()
        .filter(report -> report.program().name().equals(PeerProgram.OURS))
        .flatMap(report -> report.figures().stream())
        .findFirst()
        .map(ours -> ours.endToEndPerSecond() / other.endToEndPerSecond());
  }

  String json() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode all = json.createObjectNode();
    for (PeerReport report : reports) {
      ObjectNode peer = all.withArray("peers").addObject();
      peer.put("name", report.program().name());
      report
          .figures()
          .ifPresent(
              figures -> {
                peer.setAll(json.<ObjectNode>valueToTree(figures));
                ratio(figures).ifPresent(ratio -> peer.put("oursRatio", ratio));
              });
      peer.put("note", report.program().note());
      peer.set("rounds", json.valueToTree(report.rounds()));
      peer.set("problems", json.valueToTree(report.problems()));
    }
    return json.writeValueAsString(all);
  }
}
