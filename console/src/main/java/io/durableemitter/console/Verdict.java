package io.durableemitter.console;

import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether all is well, in a sentence, and what to do if it is not. The worst comes first; only one
 * thing is said.
 *
 * @param level how bad it is
 * @param sentence for people
 * @param advice what to do; empty if there is nothing to do
 */
record Verdict(Level level, String sentence, String advice) {

  /** From good to bad. */
  enum Level {
    OK,
    NOTE,
    WARN,
    BAD;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Map<String, String> PARTS =
      Map.of(
          Sample.HOSTS, "the reports of processes",
          Sample.ORDERS, "orders such as a pause",
          Sample.DEAD_LETTERS, "dead letters",
          Sample.VACUUM, "what holds cleaning up back");

  static Verdict of(Sample sample, Duration ttl) {
    if (sample.queue().isEmpty()) {
      return new Verdict(
          Level.BAD,
          "The database does not answer.",
          "Events cannot be stored until it does. It said: " + sample.problem());
    }
    DurableQueueStats queue = sample.queue().get();
    FleetView fleet = sample.fleet();
    if (fleet.orders().pause().isPresent()) {
      return paused(fleet.orders().pause().get(), queue, ttl);
    }
    return unsent(queue, fleet, ttl)
        .or(() -> old(queue, ttl))
        .or(() -> troubled(fleet))
        .or(() -> hindered(sample.problem()))
        .or(() -> unread(sample.unread()))
        .or(() -> dead(sample))
        .orElseGet(() -> well(queue, fleet));
  }

  private static Verdict paused(QueueAction pause, DurableQueueStats queue, Duration ttl) {
    Level level = share(queue, ttl) >= 0.5 ? Level.BAD : Level.WARN;
    return new Verdict(
        level,
        "Delivery is paused: " + waiting(queue) + ".",
        "Paused by "
            + pause.actor()
            + " at "
            + CLOCK.format(pause.at())
            + (pause.detail().isEmpty() ? "." : " (“" + pause.detail() + "”).")
            + " Events are still stored. Resume when the reason is gone"
            + left(queue, ttl));
  }

  private static Optional<Verdict> unsent(DurableQueueStats queue, FleetView fleet, Duration ttl) {
    if (!fleet.known() || (queue.depth() == 0 && fleet.senders() > 0)) {
      return Optional.empty();
    }
    if (fleet.senders() == 0 && queue.depth() > 0) {
      return Optional.of(
          new Verdict(
              Level.BAD,
              "Nobody delivers what waits: no host has been heard of for 30 s, and "
                  + waiting(queue)
                  + ".",
              "Start a host or a relay for this table" + left(queue, ttl)));
    }
    if (fleet.gate().equals("CLOSED")) {
      return Optional.of(
          new Verdict(
              Level.BAD,
              "The receiver does not take events: the gate is closed, and " + waiting(queue) + ".",
              fleet.troubled().map(report -> "It was told: " + report.problem() + ". ").orElse("")
                  + "Events are safe and will be sent when the receiver is back; mend it"
                  + left(queue, ttl)));
    }
    return Optional.empty();
  }

  private static Optional<Verdict> old(DurableQueueStats queue, Duration ttl) {
    double share = share(queue, ttl);
    if (queue.depth() == 0 || share < 0.5) {
      return Optional.empty();
    }
    return Optional.of(
        new Verdict(
            share >= 0.8 ? Level.BAD : Level.WARN,
            "The oldest event has waited for "
                + Spoken.time(queue.oldestPendingAge())
                + " of the "
                + Spoken.time(ttl)
                + " that it may.",
            "Look at what the pending events failed with; they become dead letters when their time"
                + " is over."));
  }

  private static Optional<Verdict> troubled(FleetView fleet) {
    Optional<HostReport> troubled = fleet.troubled();
    if (troubled.isPresent()) {
      return Optional.of(
          new Verdict(
              Level.WARN,
              "One of the processes has trouble: " + troubled.get().name() + ".",
              troubled.get().problem()));
    }
    if (fleet.silent() > 0) {
      return Optional.of(
          new Verdict(
              Level.NOTE,
              "Events are delivered, but "
                  + (fleet.silent() == 1 ? "1 process has" : fleet.silent() + " processes have")
                  + " fallen silent.",
              "Processes that end in order say so. See whether it was stopped, hangs, or cannot"
                  + " reach the database."));
    }
    return Optional.empty();
  }

  private static Optional<Verdict> hindered(String problem) {
    return problem.isEmpty()
        ? Optional.empty()
        : Optional.of(new Verdict(Level.WARN, "The database cannot clean up.", problem));
  }

  private static Optional<Verdict> unread(Map<String, String> unread) {
    if (unread.isEmpty()) {
      return Optional.empty();
    }
    String parts =
        unread.keySet().stream()
            .map(part -> PARTS.getOrDefault(part, part))
            .collect(Collectors.joining(", "));
    return Optional.of(
        new Verdict(
            Level.WARN,
            "The database answers, but not for everything: "
                + parts
                + " cannot be read, and so are not shown.",
            "Migrate the table, or give the role of the console the grants of a reader. It said: "
                + unread.values().stream().distinct().collect(Collectors.joining("; "))));
  }

  private static Optional<Verdict> dead(Sample sample) {
    long letters = sample.deadLettersInAll();
    return letters == 0
        ? Optional.empty()
        : Optional.of(
            new Verdict(
                Level.NOTE,
                "Events are delivered. "
                    + (sample.deadLetters().estimated() ? "About " : "")
                    + Spoken.count(letters, "dead letter")
                    + (letters == 1 ? " waits" : " wait")
                    + " for a decision.",
                "See what they were refused for; redrive them when it is mended, or discard"
                    + " them."));
  }

  private static Verdict well(DurableQueueStats queue, FleetView fleet) {
    String rate =
        fleet.sum(HostReport.DELIVERED_PER_SECOND).isPresent()
            ? Spoken.rate(fleet.sum(HostReport.DELIVERED_PER_SECOND).getAsDouble())
                + " events a second are delivered, "
            : "";
    String waits = queue.depth() == 0 ? "nothing waits" : waiting(queue);
    return new Verdict(Level.OK, "All is well: " + rate + waits + ".", "");
  }

  private static String waiting(DurableQueueStats queue) {
    if (queue.depth() == 0) {
      return "nothing waits";
    }
    return (queue.estimated() ? "about " : "")
        + Spoken.count(queue.depth(), "event")
        + (queue.depth() == 1 ? " waits" : " wait")
        + ", the oldest for "
        + Spoken.time(queue.oldestPendingAge());
  }

  private static String left(DurableQueueStats queue, Duration ttl) {
    return queue.depth() == 0
        ? "."
        : ", within " + Spoken.time(ttl.minus(queue.oldestPendingAge())) + ": then events expire.";
  }

  private static double share(DurableQueueStats queue, Duration ttl) {
    return queue.depth() == 0 ? 0 : (double) queue.oldestPendingAge().toMillis() / ttl.toMillis();
  }
}
