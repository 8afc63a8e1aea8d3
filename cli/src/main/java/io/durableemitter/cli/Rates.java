package io.durableemitter.cli;

import io.durableemitter.spi.HostReport;
import java.time.Duration;
import java.util.Optional;

/**
 * How fast events come and go. Immutable.
 *
 * @param in stored per second
 * @param out delivered, or taken out otherwise, per second
 * @param measured on the table, between two looks, since no host reports; ids that are taken ahead
 *     count as stored
 */
record Rates(double in, double out, boolean measured) {

  /** Empty if no host reports and nothing is there to compare with. */
  static Optional<Rates> of(Optional<QueueFacts> before, QueueFacts now) {
    if (!now.heard().isEmpty()) {
      return Optional.of(
          new Rates(
              now.fleet().sum(HostReport.EMITTED_PER_SECOND).orElse(0),
              now.fleet().sum(HostReport.DELIVERED_PER_SECOND).orElse(0),
              false));
    }
    return before.filter(then -> now.at().isAfter(then.at())).map(then -> between(then, now));
  }

  private static Rates between(QueueFacts then, QueueFacts now) {
    double seconds = Duration.between(then.at(), now.at()).toNanos() / 1e9;
    long stored = Math.max(0, now.lastId() - then.lastId());
    long left = stored - (now.stats().depth() - then.stats().depth());
    return new Rates(stored / seconds, Math.max(0, left) / seconds, true);
  }
}
