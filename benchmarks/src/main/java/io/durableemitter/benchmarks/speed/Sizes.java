package io.durableemitter.benchmarks.speed;

import io.durableemitter.benchmarks.speed.subject.CallerKind;
import io.durableemitter.benchmarks.speed.subject.Order;
import io.durableemitter.benchmarks.speed.subject.Way;
import java.util.List;

/** End to end with small and large events. */
final class Sizes {

  private static final List<Integer> BYTES = List.of(100, 512, 4_096, 65_536);
  private static final int CALLERS = 64;

  private final double seconds;

  Sizes(double seconds) {
    this.seconds = seconds;
  }

  List<Named> all() {
    return BYTES.stream()
        .map(
            bytes ->
                new Named(
                    "sizes",
                    "events of " + bytes + " bytes",
                    "size." + bytes + ".endToEndPerSecond",
                    0,
                    (bench, figures) -> measure(bench, figures, bytes)))
        .toList();
  }

  private void measure(Bench bench, Figures figures, int bytes) throws Exception {
    Emits.measure(
        bench,
        figures,
        "size." + bytes,
        Order.closedLoop(Way.SENT, CallerKind.PLATFORM, CALLERS, seconds).ofBytes(bytes));
  }
}
