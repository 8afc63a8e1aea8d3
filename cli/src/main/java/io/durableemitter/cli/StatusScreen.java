package io.durableemitter.cli;

import io.durableemitter.api.Finding;
import io.durableemitter.api.internal.text.ForeignText;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** A status as lines for people, none wider than the terminal. */
final class StatusScreen {

  private static final int LONGEST = 1_000;
  private static final int LONGEST_WHAT = 300;

  private final Status status;
  private final int width;
  private final Style style;
  private final List<String> lines = new ArrayList<>();

  private StatusScreen(Status status, int width, Style style) {
    this.status = status;
    this.width = width;
    this.style = style;
  }

  static List<String> lines(Status status, int width, Style style) {
    StatusScreen screen = new StatusScreen(status, width, style);
    screen.figures();
    screen.hosts();
    screen.findings();
    return List.copyOf(screen.lines);
  }

  private void figures() {
    QueueFacts facts = status.facts();
    field("pending", pending(facts.stats()), facts.stats().depth() == 0);
    field("oldest", oldest(facts), true);
    field("rate", rates(), true);
    field("gate", facts.gate(), facts.gate().equals("OPEN"));
    facts
        .orders()
        .pause()
        .ifPresent(
            order ->
                field(
                    "paused",
                    "by "
                        + order.actor()
                        + " since "
                        + TextOf.time(order.at())
                        + ": "
                        + order.detail(),
                    false));
    field("delivery", latency(HostReport.DELIVER_MILLIS_P50, HostReport.DELIVER_MILLIS_P99), true);
    field("store", latency(HostReport.STORE_MILLIS_P50, HostReport.STORE_MILLIS_P99), true);
    String failed =
        status.failedByCode().entrySet().stream()
            .map(one -> one.getKey() + " " + TextOf.count(one.getValue()))
            .collect(Collectors.joining(", "));
    field(
        "failed", failed.isEmpty() ? "none" : failed + " (attempts, since the hosts began)", true);
    field("dead letters", letters(facts), facts.deadLetters() == 0);
  }

  private static String pending(DurableQueueStats stats) {
    return TextOf.count(stats.depth())
        + (stats.estimated() ? " (estimated)" : "")
        + ", "
        + TextOf.count(stats.payloadBytes())
        + " bytes";
  }

  private static String oldest(QueueFacts facts) {
    DurableQueueStats stats = facts.stats();
    double share = 100.0 * stats.oldestPendingAge().toMillis() / facts.ttl().toMillis();
    return TextOf.age(stats.oldestPendingAge())
        + " of a time to live of "
        + TextOf.age(facts.ttl())
        + String.format(Locale.ROOT, " (%.1f %%)", share)
        + (stats.nearTtlCount() == 0
            ? ""
            : ", " + Count.of(stats.nearTtlCount(), "event") + " near its end");
  }

  private String rates() {
    return status
        .rates()
        .map(
            one ->
                "in "
                    + TextOf.number(one.in())
                    + "/s, out "
                    + TextOf.number(one.out())
                    + "/s"
                    + (one.measured() ? " (about, from the table)" : ""))
        .orElse("unknown: no host reports");
  }

  private String latency(String middle, String slow) {
    OptionalDouble p50 = status.worst(middle);
    OptionalDouble p99 = status.worst(slow);
    return p50.isEmpty() || p99.isEmpty()
        ? "nothing was timed lately"
        : "p50 "
            + TextOf.number(p50.getAsDouble())
            + " ms, p99 "
            + TextOf.number(p99.getAsDouble())
            + " ms (the slowest host)";
  }

  private static String letters(QueueFacts facts) {
    String reasons =
        facts.byReason().entrySet().stream()
            .map(one -> one.getKey().label() + " " + TextOf.count(one.getValue()))
            .collect(Collectors.joining(", "));
    return TextOf.count(facts.deadLetters()) + (reasons.isEmpty() ? "" : ": " + reasons);
  }

  private void hosts() {
    lines.add("");
    List<HostLine> hosts = HostLine.of(status.facts());
    if (hosts.isEmpty()) {
      line("no host has reported within the last hour, and none holds a lease");
      return;
    }
    Table<HostLine> table = HostLine.table(width);
    lines.add(style.strong(table.heading()));
    for (HostLine host : hosts) {
      String row = table.row(host);
      lines.add(host.host().filter(one -> !one.isHeard()).isPresent() ? style.bad(row) : row);
    }
    if (status.facts().leases().estimated()) {
      line(
          "leases are those of the first "
              + TextOf.count(status.facts().leases().walked())
              + " rows");
    }
  }

  private void findings() {
    lines.add("");
    if (status.isHealthy()) {
      lines.add(style.good("healthy"));
      return;
    }
    lines.add(style.strong("what to do"));
    for (Finding finding : status.findings()) {
      finding(finding);
    }
  }

  /** What to do stays readable, however much there is to say of what is the matter. */
  private void finding(Finding finding) {
    String fix = " -> " + finding.fix();
    if (width == 0 || finding.what().length() + fix.length() <= width) {
      lines.add(style.bad(cut(cut(finding.what(), LONGEST_WHAT) + fix)));
    } else {
      lines.add(style.bad(cut(finding.what())));
      lines.add(style.bad(cut(" " + fix)));
    }
  }

  private void field(String name, String value, boolean good) {
    String shown = cut(String.format(Locale.ROOT, "%-14s", name) + value);
    lines.add(good ? shown : style.bad(shown));
  }

  private void line(String text) {
    lines.add(cut(text));
  }

  private String cut(String text) {
    return cut(text, width > 0 ? width : LONGEST);
  }

  private static String cut(String text, int most) {
    String shown = ForeignText.oneLine(text, LONGEST);
    return most <= 3 || shown.length() <= most ? shown : shown.substring(0, most - 3) + "...";
  }
}
