package io.durableemitter.console.internal.state;

import io.durableemitter.api.Finding.Severity;
import io.durableemitter.spi.HostReport;
import io.durableemitter.spi.QueueAction;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Whether what waits is delivered, and in time. */
final class DeliveryChecks {

  private static final Duration LONG = Duration.ofMinutes(30);
  private static final double NEARLY_EXPIRED = 0.8;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final QueueState state;
  private final Judgement judgement;
  private final boolean paused;

  DeliveryChecks(QueueState state, Judgement judgement) {
    this.state = state;
    this.judgement = judgement;
    this.paused = state.fleet().orders().pause().isPresent();
  }

  void look() {
    pause();
    gates();
    nobody();
    age();
  }

  private void pause() {
    Severity severity = state.share() >= 0.5 ? Severity.CRITICAL : Severity.WARNING;
    state
        .fleet()
        .orders()
        .pause()
        .ifPresentOrElse(
            order ->
                judgement.add(
                    "life.pause",
                    severity,
                    "delivery is paused: " + state.waiting(),
                    "resume when the reason is gone" + state.left() + ". Paused by " + by(order)),
            () -> {
              List<HostReport> stopped = heardWith("PAUSED");
              if (!stopped.isEmpty()) {
                judgement.add(
                    "life.pause-by-application",
                    severity,
                    "delivery is paused by the application in "
                        + HostChecks.names(stopped)
                        + ": "
                        + state.waiting(),
                    "have it call resume()" + state.left());
              }
            });
  }

  private static String by(QueueAction order) {
    return order.actor()
        + " at "
        + MINUTE.format(order.at())
        + (order.detail().isEmpty() ? "" : " (“" + order.detail() + "”)");
  }

  private void gates() {
    List<HostReport> closed = heardWith("CLOSED");
    if (closed.isEmpty()) {
      return;
    }
    boolean all = closed.size() == state.fleet().heard().size();
    String told =
        closed.stream()
            .map(HostReport::problem)
            .filter(problem -> !problem.isEmpty())
            .findFirst()
            .map(problem -> ". It was told: " + problem)
            .orElse("");
    judgement.add(
        "life.gate",
        stopped(all && state.stats().depth() > 0),
        "the receiver does not take events"
            + (all ? "" : " from " + HostChecks.names(closed))
            + ": the gate is closed, and "
            + state.waiting(),
        "see whether it answers"
            + state.left()
            + "; delivery goes on by itself when it does"
            + told);
  }

  private void nobody() {
    if (state.fleet().known() && state.fleet().senders() == 0 && state.stats().depth() > 0) {
      judgement.add(
          "life.hosts",
          stopped(true),
          "nobody delivers what waits: no host is heard of, and " + state.waiting(),
          "start a host or a relay for this table" + state.left());
    }
  }

  /** While delivery is paused nothing is to be sent anyway, and the pause is what matters. */
  private Severity stopped(boolean all) {
    return all && !paused ? Severity.CRITICAL : Severity.WARNING;
  }

  private void age() {
    Duration age = state.stats().oldestPendingAge();
    boolean old = state.share() >= 0.5 || age.compareTo(LONG) > 0;
    if (state.stats().depth() > 0 && old) {
      judgement.add(
          "life.age",
          state.share() >= NEARLY_EXPIRED ? Severity.CRITICAL : Severity.WARNING,
          "the oldest event has waited for "
              + Spoken.time(age)
              + " of the "
              + Spoken.time(state.ttl())
              + " that it may",
          "look at what the pending events failed with; they become dead letters when their time is"
              + " over");
    }
  }

  private List<HostReport> heardWith(String gate) {
    return state.fleet().heard().stream().filter(report -> report.gate().equals(gate)).toList();
  }
}
