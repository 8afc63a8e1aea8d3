package io.durableemitter.core;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * How dead letters are redriven. Immutable; the {@code with} methods return changed copies.
 *
 * @param most the most to redrive, at least 1; empty for all
 * @param ratePerSecond the most to redrive in a second, at least 1, so that the other end is not
 *     run over; empty for as fast as the store can
 * @param progress told after each slice how many were redriven so far, by the thread that redrives
 */
public record RedrivePlan(OptionalLong most, OptionalInt ratePerSecond, LongConsumer progress) {

  /** All of them, as fast as the store can. */
  public static final RedrivePlan ALL =
      new RedrivePlan(OptionalLong.empty(), OptionalInt.empty(), moved -> {});

  /**
   * Checks the values.
   *
   * @param most at least 1, if any
   * @param ratePerSecond at least 1, if any
   * @param progress told of each slice
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public RedrivePlan {
    most.ifPresent(value -> atLeastOne("most", value));
    ratePerSecond.ifPresent(value -> atLeastOne("ratePerSecond", value));
  }

  static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 but is " + value);
    }
  }

  /**
   * Redrives no more than this.
   *
   * @param letters at least 1
   * @return a changed copy
   */
  public RedrivePlan withMost(long letters) {
    return new RedrivePlan(OptionalLong.of(letters), ratePerSecond, progress);
  }

  /**
   * Redrives no faster than this.
   *
   * @param letters in a second, at least 1
   * @return a changed copy
   */
  public RedrivePlan withRatePerSecond(int letters) {
    return new RedrivePlan(most, OptionalInt.of(letters), progress);
  }

  /**
   * Tells how far it is.
   *
   * @param listener told after each slice how many were redriven so far
   * @return a changed copy
   */
  public RedrivePlan withProgress(LongConsumer listener) {
    return new RedrivePlan(most, ratePerSecond, listener);
  }
}
