package io.durableemitter.core.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last actions of a world, for whoever looks for the reason of a failure. */
final class Trace {

  private static final int LONGEST = Integer.getInteger("simulation.trace", 100);

  private final Deque<String> actions = new ArrayDeque<>();
  private int count;

  void add(String action) {
    if (actions.size() == LONGEST) {
      actions.removeFirst();
    }
    count++;
    actions.addLast(count + " " + action);
  }

  @Override
  public String toString() {
    return String.join("\n", actions);
  }
}
