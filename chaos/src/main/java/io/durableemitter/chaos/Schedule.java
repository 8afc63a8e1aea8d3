package io.durableemitter.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The faults of a run, cycle by cycle; the same for the same seed and kinds of faults. Faults are
 * dealt as cards are: each comes up once before any comes up again. The first cycle of each four is
 * calm: what must not happen without a fault is seen there.
 */
final class Schedule {

  private static final int SHORTEST_MILLIS = 500;
  private static final int LONGEST_MILLIS = 3_500;
  private static final double SHARE_OF_PAIRS = 0.4;
  private static final int CALM_EVERY = 4;

  private final Random random;
  private final List<Fault> kinds;
  private final List<Fault> deck = new ArrayList<>();
  private int cycles;

  Schedule(long seed, List<Fault> kinds) {
    random = new Random(seed);
    this.kinds = List.copyOf(kinds);
  }

  /** The next cycle: one fault, or two that overlap, or none. */
  List<Step> next() {
    cycles++;
    if (cycles % CALM_EVERY == 1) {
      return List.of();
    }
    Fault first = deal();
    List<Step> steps = new ArrayList<>(List.of(step(first)));
    if (random.nextDouble() < SHARE_OF_PAIRS) {
      Fault second = deal();
      if (second.site() == first.site()) {
        deck.add(0, second);
      } else {
        steps.add(step(second));
      }
    }
    return List.copyOf(steps);
  }

  private Fault deal() {
    if (deck.isEmpty()) {
      deck.addAll(kinds);
      Collections.shuffle(deck, random);
    }
    return deck.remove(deck.size() - 1);
  }

  private Step step(Fault fault) {
    int millis = SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
    return new Step(cycles, fault, random.nextInt(1 << 20), Duration.ofMillis(millis));
  }
}
