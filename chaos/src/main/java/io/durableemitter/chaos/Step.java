package io.durableemitter.chaos;

import java.time.Duration;

/**
 * One fault of a cycle, with everything that is left to chance.
 *
 * @param cycle which cycle, from 1
 * @param fault what happens
 * @param choice a number of 0 or more that the fault takes its parameters from
 * @param length how long it lasts
 */
record Step(int cycle, Fault fault, int choice, Duration length) {

  /** One of several, by chance. */
  int oneOf(int count) {
    return choice % count;
  }

  /** Another one, of its own. */
  int anotherOf(int count) {
    return choice / 64 % count;
  }

  @Override
  public String toString() {
    return fault + " (" + choice + ") for " + length.toMillis() + " ms";
  }
}
