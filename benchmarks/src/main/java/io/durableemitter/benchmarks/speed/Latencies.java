package io.durableemitter.benchmarks.speed;

import io.durableemitter.benchmarks.speed.subject.Answer;
import io.durableemitter.benchmarks.speed.subject.CallerKind;
import io.durableemitter.benchmarks.speed.subject.Order;
import io.durableemitter.benchmarks.speed.subject.Way;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long callers and receivers wait at a load below what is possible. Callers emit on a schedule;
 * an event that is late because another was slow counts from its moment, so that nothing is left
 * out.
 */
final class Latencies {

  private static final int CALLERS = 64;
  private static final double FIXED = 10_000;
  private static final List<Integer> PERCENT = List.of(25, 50, 75);
  private static final String CAPACITY =
      Emits.name(Way.SENT, CallerKind.PLATFORM, CALLERS) + ".endToEndPerSecond";

  private final double seconds;

  Latencies(double seconds) {
    this.seconds = seconds;
  }

  /** The name of the figures at a part of the capacity. */
  static String name(int percent) {
    return "latency." + percent + "percent";
  }

  List<Named> all() {
    Stream<Named> parts =
        PERCENT.stream()
            .map(
                percent ->
                    new Named(
                        "latency",
                        "latency at " + percent + " % of capacity",
                        name(percent) + ".acknowledgedP99Millis",
                        0,
                        (bench, figures) ->
                            measure(
                                bench, figures, name(percent), capacity(figures) * percent / 100)));
    Named fixed =
        new Named(
            "latency",
            String.format(Locale.ROOT, "latency at %,.0f events/s", FIXED),
            "latency.10000.p50Millis",
            0,
            (bench, figures) -> measure(bench, figures, "latency.10000", FIXED));
    return Stream.concat(parts, Stream.of(fixed)).toList();
  }

  private static double capacity(Figures figures) {
    return figures
        .median(CAPACITY)
        .orElseThrow(
            () -> new IllegalStateException("the latencies need the scenarios 'sent' before them"));
  }

  private void measure(Bench bench, Figures figures, String name, double perSecond)
      throws Exception {
    Answer answer =
        bench.measure(
            Order.closedLoop(Way.SENT, CallerKind.PLATFORM, CALLERS, seconds).at(perSecond));
    figures.add(name + ".perSecond", answer.emittedPerSecond());
    figures.add(name + ".p50Millis", answer.emitMillis().p50());
    figures.add(name + ".p99Millis", answer.emitMillis().p99());
    figures.add(name + ".p999Millis", answer.emitMillis().p999());
    figures.add(name + ".acknowledgedP50Millis", answer.acknowledgedMillis().p50());
    figures.add(name + ".acknowledgedP99Millis", answer.acknowledgedMillis().p99());
  }
}
