package io.durableemitter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Takes the ingress away for a while and says so, in words. */
final class DemoOutage {

  private final IngressProcess ingress;
  private final PrintWriter err;
  private final Duration length;
  private volatile boolean felt;
  private long beginNanos;

  DemoOutage(IngressProcess ingress, PrintWriter err, Duration length) {
    this.ingress = ingress;
    this.err = err;
    this.length = length;
  }

  boolean isPlanned() {
    return !length.isZero();
  }

  /** From its begin until what waited for its end is delivered: its consequences are no news. */
  boolean isFelt() {
    return felt;
  }

  void begin() throws IOException, InterruptedException {
    felt = true;
    beginNanos = System.nanoTime();
    ingress.outage(true);
    err.println(
        "the ingress is away for "
            + Durations.format(length)
            + ": emits go on, and their events wait in the database");
  }

  boolean isOver() {
    return System.nanoTime() - beginNanos >= length.toNanos();
  }

  /** Brings the ingress back; the seconds that it was away. */
  double end() throws IOException, InterruptedException {
    ingress.outage(false);
    double seconds = (System.nanoTime() - beginNanos) / 1e9;
    err.printf(
        Locale.ROOT, "the ingress is back after %.1f s: what waited is delivered now%n", seconds);
    return seconds;
  }

  /** What happens from now on has other reasons. */
  void forget() {
    felt = false;
  }
}
