package io.durableemitter.console;

import io.durableemitter.api.Finding;
import io.durableemitter.api.Finding.Severity;
import io.durableemitter.spi.DurableQueueStats;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether all is well, in a sentence, and what to do if it is not. The worst comes first; only one
 * thing is said.
 *
 * @param level how bad it is: ok, note, warn or bad
 * @param sentence for people
 * @param advice what to do; empty if there is nothing to do
 */
record Verdict(String level, String sentence, String advice) {

  private static final Map<Severity, String> LEVELS =
      Map.of(
          Severity.OK, "ok",
          Severity.INFO, "note",
          Severity.WARNING, "warn",
          Severity.CRITICAL, "bad");

  static Verdict of(Sample sample, Duration ttl) {
    Optional<DurableQueueStats> queue = sample.queue();
    if (queue.isEmpty()) {
      return of(
          new Finding(
              "database.connection",
              Severity.CRITICAL,
              "the database does not answer",
              "events cannot be stored until it does. It said: " + sample.problem()));
    }
    // of equally bad ones the first
    Finding worst =
        sample.state(queue.get(), ttl).findings().stream()
            .reduce((a, b) -> b.severity().compareTo(a.severity()) > 0 ? b : a)
            .orElseThrow();
    return of(worst);
  }

  private static Verdict of(Finding finding) {
    return new Verdict(
        Objects.requireNonNull(LEVELS.get(finding.severity())),
        sentence(finding.what()),
        sentence(finding.fix()));
  }

  private static String sentence(String text) {
    if (text.isEmpty()) {
      return "";
    }
    return text.substring(0, 1).toUpperCase(Locale.ROOT)
        + text.substring(1)
        + (text.endsWith(".") ? "" : ".");
  }
}
