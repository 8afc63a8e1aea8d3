package io.durableemitter.benchmarks.speed;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures round by round, and says how far it is. */
final class Rounds {

  private final Plan plan;
  private final int rounds;
  private final PrintStream progress;
  private final Figures figures = new Figures();
  private final List<String> noisy = new ArrayList<>();
  private final long begin = System.nanoTime();

  Rounds(Plan plan, int rounds, PrintStream progress) {
    this.plan = plan;
    this.rounds = rounds;
    this.progress = progress;
  }

  Figures figures() {
    return figures;
  }

  List<String> noisy() {
    return noisy;
  }

  /** One to warm up, and then those that count. */
  void run(Bench bench) throws Exception {
    for (int round = 0; round <= rounds; round++) {
      List<Named> all = plan.round(round).toList();
      for (int i = 0; i < all.size(); i++) {
        measure(bench, all.get(i), round, (i + 1) + "/" + all.size());
      }
      if (round == 0) {
        figures.clear();
        noisy.clear();
      }
    }
  }

  private void measure(Bench bench, Named one, int round, String place) throws Exception {
    Noise noise = new Noise(bench);
    one.scenario().run(bench, figures);
    // what is measured once has processes of its own that have ended
    double others = one.rounds() == 1 ? 0 : noise.others();
    if (others > Noise.BOUND) {
      noisy.add(
          String.format(
              Locale.ROOT, "round %d, %s: others used %.2f processors", round, one.name(), others));
    }
    progress.printf(
        Locale.ROOT,
        "%s  round %d of %d, %s  %-36s %s%s%n",
        elapsed(),
        round,
        rounds,
        place,
        one.name(),
        Report.number(figures.last(one.headline())),
        others > Noise.BOUND ? String.format(Locale.ROOT, "  (noisy: %.2f)", others) : "");
  }

  private String elapsed() {
    Duration since = Duration.ofNanos(System.nanoTime() - begin);
    return String.format(Locale.ROOT, "%02d:%02d", since.toMinutes(), since.toSecondsPart());
  }
}
