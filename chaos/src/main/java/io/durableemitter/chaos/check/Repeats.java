package io.durableemitter.chaos.check;

import java.util.List;

/**
 * Finds the repeats that nothing explains. What explains one is what happened when the event was
 * accepted before: its answer was lost then, or its removal. So each repeat is charged to a period
 * of that time, and a period takes only so many.
 */
final class Repeats {

  private final List<Period> periods;
  private final long[] left;

  private Repeats(List<Period> periods) {
    this.periods = periods;
    this.left = periods.stream().mapToLong(Period::mayRepeat).toArray();
  }

  static List<Repeat> needless(List<Repeat> repeats, List<Period> periods) {
    Repeats account = new Repeats(periods);
    return repeats.stream().filter(repeat -> !account.charge(repeat)).toList();
  }

  private boolean charge(Repeat repeat) {
    for (int i = 0; i < left.length; i++) {
      if (left[i] > 0 && periods.get(i).excuses(repeat)) {
        left[i]--;
        return true;
      }
    }
    return false;
  }
}
