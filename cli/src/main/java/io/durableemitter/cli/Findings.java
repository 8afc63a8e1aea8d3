package io.durableemitter.cli;

import io.durableemitter.spi.RegisteredHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is the matter with a queue, and what to do about it. */
final class Findings {

  private static final Duration LONG = Duration.ofMinutes(30);
  private static final int MOST_NAMES = 3;

  private final List<Finding> all = new ArrayList<>();
  private final QueueFacts facts;

  private Findings(QueueFacts facts) {
    this.facts = facts;
  }

  /** Empty if the queue is healthy. */
  static List<Finding> of(QueueFacts facts) {
    Findings findings = new Findings(facts);
    findings.pause();
    findings.gates();
    findings.age();
    findings.nobody();
    findings.silent();
    findings.problems();
    findings.letters();
    return List.copyOf(findings.all);
  }

  private void add(String what, String fix) {
    all.add(new Finding(what, fix));
  }

  private void pause() {
    facts
        .orders()
        .pause()
        .ifPresentOrElse(
            order ->
                add(
                    "delivery is paused since "
                        + TextOf.time(order.at())
                        + " by "
                        + order.actor()
                        + (order.detail().isEmpty() ? "" : ": " + order.detail()),
                    "durable-emitter resume"),
            () -> {
              List<RegisteredHost> paused = heardWith("PAUSED");
              if (!paused.isEmpty()) {
                add(
                    names(paused) + " " + isOrAre(paused) + " paused by the application",
                    "have it call resume()");
              }
            });
  }

  private void gates() {
    List<RegisteredHost> closed = heardWith("CLOSED");
    if (!closed.isEmpty()) {
      add(
          "nothing gets through from " + names(closed) + ": the gate is closed",
          "see whether the receiver answers; delivery goes on by itself when it does");
    }
  }

  private void age() {
    Duration age = facts.stats().oldestPendingAge();
    Duration half = facts.ttl().dividedBy(2);
    if (facts.stats().depth() > 0 && age.compareTo(half.compareTo(LONG) < 0 ? half : LONG) > 0) {
      add(
          "the oldest event waits for "
              + TextOf.age(age)
              + ", and lives for "
              + TextOf.age(facts.ttl()),
          "durable-emitter queue ls --limit 10");
    }
  }

  private void nobody() {
    if (facts.heard().isEmpty() && facts.stats().depth() > 0) {
      add(
          "no process is heard of, and " + Count.of(facts.stats().depth(), "event") + " wait",
          "start the application, or run 'durable-emitter emit' with empty input");
    }
  }

  private void silent() {
    List<RegisteredHost> silent =
        facts.hosts().stream().filter(host -> !host.isHeard() && facts.heldBy(host) > 0).toList();
    if (!silent.isEmpty()) {
      long rows = silent.stream().mapToLong(facts::heldBy).sum();
      add(
          names(silent)
              + " "
              + isOrAre(silent)
              + " silent and hold"
              + (silent.size() == 1 ? "s " : " ")
              + Count.of(rows, "row"),
          "see whether it hangs; others take its rows when the leases end");
    }
  }

  private void problems() {
    for (RegisteredHost host : facts.heard()) {
      if (!host.report().problem().isEmpty()) {
        add(host.report().name() + " says: " + host.report().problem(), "mend that on this host");
      }
    }
  }

  private void letters() {
    if (facts.deadLetters() > 0) {
      String reasons =
          facts.byReason().entrySet().stream()
              .map(one -> one.getValue() + " " + one.getKey().label())
              .collect(Collectors.joining(", "));
      add(
          Count.of(facts.deadLetters(), "dead letter") + (reasons.isEmpty() ? "" : ": " + reasons),
          "durable-emitter dead-letters list");
    }
  }

  private List<RegisteredHost> heardWith(String gate) {
    return facts.heard().stream().filter(host -> host.report().gate().equals(gate)).toList();
  }

  private static String isOrAre(List<RegisteredHost> hosts) {
    return Count.are(hosts.size());
  }

  private static String names(List<RegisteredHost> hosts) {
    String names =
        hosts.stream()
            .limit(MOST_NAMES)
            .map(host -> host.report().name())
            .collect(Collectors.joining(", "));
    return hosts.size() <= MOST_NAMES
        ? names
        : names + " and " + (hosts.size() - MOST_NAMES) + " more";
  }
}
