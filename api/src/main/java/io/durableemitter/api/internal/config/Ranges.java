package io.durableemitter.api.internal.config;

import java.time.Duration;

/**
 * What settings may be. Each check fails with an {@link IllegalArgumentException} that names the
 * setting, what it may be and what it is.
 */
public final class Ranges {

  // beyond this, sums of times no longer fit into nanoseconds
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private Ranges() {}

  /** A number, both ends included. */
  public static void between(String name, long value, long least, long most) {
    require(
        value >= least && value <= most,
        name,
        " must be " + least + " to " + most + " but is ",
        value);
  }

  /** A time, both ends included. */
  public static void between(String name, Duration value, Duration least, Duration most) {
    require(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        name,
        " must be " + least + " to " + most + " but is ",
        value);
  }

  /** A number without an upper end. */
  public static void atLeast(String name, long value, long least) {
    require(value >= least, name, " must be at least " + least + " but is ", value);
  }

  /** A time of at most 3,650 days. */
  public static void atLeast(String name, Duration value, Duration least) {
    require(value.compareTo(least) >= 0, name, " must be at least " + least + " but is ", value);
    notEndless(name, value);
  }

  /** A time longer than zero, of at most 3,650 days. */
  public static void positive(String name, Duration value) {
    boolean positive = !value.isNegative() && !value.isZero();
    require(positive, name, " must be longer than zero but is ", value);
    notEndless(name, value);
  }

  /** A time of zero to 3,650 days. */
  public static void notNegative(String name, Duration value) {
    require(!value.isNegative(), name, " must not be negative but is ", value);
    notEndless(name, value);
  }

  /** A time that must not be shorter than another one. */
  public static void notShorter(String name, Duration value, String other, Duration least) {
    require(
        value.compareTo(least) >= 0,
        name,
        " must not be shorter than " + other + " (" + least + ") but is ",
        value);
  }

  /** A number that must not be larger than another one. */
  public static void notLarger(String name, long value, String other, long most) {
    require(
        value <= most,
        name,
        " must not be larger than " + other + " (" + most + ") but is ",
        value);
  }

  /** A number that must not be smaller than another one. */
  public static void atLeast(String name, long value, String other, long least) {
    String rule = " must be at least " + other + " (" + least + ") but is ";
    require(value >= least, name, rule, value);
  }

  private static void notEndless(String name, Duration value) {
    String rule = " must be at most " + LONGEST.toDays() + " days but is ";
    require(value.compareTo(LONGEST) <= 0, name, rule, value);
  }

  /**
   * Anything else: the message is the name, the rule, which says what would be right, and the
   * value.
   */
  public static void require(boolean holds, String name, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + rule + value);
    }
  }
}
