package io.durableemitter.core.simulation;

/** What the surroundings of an engine throw, which they must not or cannot help. */
final class Thrown {

  private static final String MARK = "simulated: ";

  private Thrown() {}

  /** Throws an exception or an error. */
  static void any(Chance chance, String what) {
    if (chance.is(0.5)) {
      throw new IllegalStateException(MARK + what);
    }
    if (chance.is(0.5)) {
      throw noMemory(what);
    }
    throw new LinkageError(MARK + what);
  }

  static OutOfMemoryError noMemory(String what) {
    return new OutOfMemoryError(MARK + what);
  }

  static boolean isOne(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).startsWith(MARK);
  }
}
