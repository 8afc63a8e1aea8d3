package io.durableemitter.benchmarks.publish;

import java.util.function.DoubleUnaryOperator;

/**
 * A figure of several rounds.
 *
 * @param median the one in the middle
 * @param least the smallest
 * @param most the largest
 */
record Range(double median, double least, double most) {

  /** Of one round. */
  static Range of(double value) {
    return new Range(value, value, value);
  }

  /** Whether rounds differed. */
  boolean isSpread() {
    return least < most;
  }

  /** The same in another unit; the order of figures is to stay. */
  Range in(DoubleUnaryOperator unit) {
    return new Range(
        unit.applyAsDouble(median), unit.applyAsDouble(least), unit.applyAsDouble(most));
  }
}
