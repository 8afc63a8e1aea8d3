package io.durableemitter.core.simulation;

/**
 * Lets others act between two steps of one thread, as between a commit and the hand-over. What one
 * statement or the code around it takes is no time to speak of, but for an insert.
 */
final class Meanwhile {

  private static final int DEEPEST = 2;

  private final World world;
  private int depth;
  private int timeless;
  private boolean ended;

  Meanwhile(World world) {
    this.world = world;
  }

  boolean isTimeless() {
    return timeless > 0;
  }

  /** From now on only what is asked for happens. */
  void end() {
    ended = true;
  }

  /** Others may act and time may pass. */
  boolean slow(double probability) {
    return pass(probability, 0);
  }

  /** Others may act within no time. */
  boolean quick(double probability) {
    return pass(probability, 1);
  }

  private boolean pass(double probability, int without) {
    if (ended || depth >= DEEPEST || !world.chance.is(probability)) {
      return false;
    }
    depth++;
    timeless += without;
    try {
      world.trace.add("  meanwhile");
      Actions.within(world);
      world.trace.add("  so far");
    } finally {
      timeless -= without;
      depth--;
    }
    return true;
  }
}
