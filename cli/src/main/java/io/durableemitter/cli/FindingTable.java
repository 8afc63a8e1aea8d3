package io.durableemitter.cli;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Findings as lines of a table: the worst first. On a terminal it is as wide as that. */
final class FindingTable {

  static final String COLUMNS_PROPERTY = "durableemitter.columns";
  private static final int SEVERITY = 8;
  private static final int CHECK = 26;
  private static final int GAP = 2;
  private static final int LEAST_TEXT = 30;
  private static final int UNBOUNDED = 1_000_000;
  private static final String PLAIN = "\u001b[0m";

  private final int textWidth;
  private final boolean checks;
  private final boolean colours;

  /**
   * A table.
   *
   * @param width of the terminal; 0 if there is none, then each text is on one line
   * @param colours whether severities have colours
   */
  FindingTable(int width, boolean colours) {
    this.colours = colours;
    int whole = width - SEVERITY - CHECK - 2 * GAP;
    this.checks = width <= 0 || whole >= LEAST_TEXT;
    int text = checks ? whole : width - SEVERITY - GAP;
    this.textWidth = width <= 0 ? UNBOUNDED : Math.max(10, text);
  }

  static FindingTable ofTerminal() {
    int columns = Integer.getInteger(COLUMNS_PROPERTY, 0);
    boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
    return new FindingTable(columns, columns > 0 && !plain);
  }

  static String label(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /** A finding as a JSON object. */
  static Map<String, Object> fields(Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("check", finding.check());
    fields.put("severity", label(finding.severity()));
    fields.put("what", finding.what());
    fields.put("fix", finding.fix());
    return fields;
  }

  /** All lines, and a last one that sums up. */
  List<String> lines(List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    findings.stream()
        .sorted((a, b) -> b.severity().compareTo(a.severity()))
        .forEach(finding -> add(lines, finding));
    long hands = findings.stream().filter(Finding::needsHands).count();
    lines.add(
        hands == 0
            ? "healthy: " + Count.of(findings.size(), "finding") + ", none needs hands"
            : hands + " of " + Count.of(findings.size(), "finding") + " need hands");
    return lines;
  }

  private void add(List<String> lines, Finding finding) {
    List<String> texts = new ArrayList<>(wrapped(checks ? finding.what() : named(finding)));
    if (!finding.fix().isEmpty()) {
      texts.addAll(wrapped("-> " + finding.fix()));
    }
    String margin = " ".repeat(SEVERITY + GAP + (checks ? CHECK + GAP : 0));
    lines.add(
        coloured(finding.severity())
            + " ".repeat(SEVERITY - label(finding.severity()).length() + GAP)
            + (checks ? padded(finding.check()) : "")
            + texts.get(0));
    texts.stream().skip(1).forEach(text -> lines.add(margin + text));
  }

  private static String named(Finding finding) {
    return finding.check() + ": " + finding.what();
  }

  private static String padded(String check) {
    return check + " ".repeat(Math.max(1, CHECK + GAP - check.length()));
  }

  private String coloured(Severity severity) {
    if (!colours) {
      return label(severity);
    }
    String colour =
        switch (severity) {
          case OK -> "\u001b[32m";
          case INFO -> "\u001b[36m";
          case WARNING -> "\u001b[33m";
          case CRITICAL -> "\u001b[1;31m";
        };
    return colour + label(severity) + PLAIN;
  }

  /** Broken at spaces; a word that is too long for a line, anywhere. */
  private List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > textWidth) {
      int space = rest.lastIndexOf(' ', textWidth);
      int end = space > 0 ? space : textWidth;
      lines.add(rest.substring(0, end));
      rest = rest.substring(space > 0 ? end + 1 : end);
    }
    lines.add(rest);
    return lines;
  }
}
